/** A combination of keys as this machine's keyboard has them: `Mod+F` is ⌘F on a Mac and Ctrl+F elsewhere. */
export function keyText(keys: string, platform: string = navigator.platform): string {
  const isMac = /^(?:Mac|iP)/.test(platform);
  return isMac ? keys.replaceAll('Mod+', '⌘').replaceAll('Shift+', '⇧') : keys.replaceAll('Mod', 'Ctrl');
}
