/** What of a page's resources is a part of it, by the names that the browser gives them. */
const PARTS: ReadonlySet<string> = new Set(['script', 'link', 'css']);

/**
 * Registers the service worker that lets a page open without a network, and has it keep what the page has loaded
 * already. Does nothing where there are no service workers.
 *
 * @param url - Where the worker's script is; with Trusted Types, a `TrustedScriptURL`.
 * @param scope - The pages that it is for. Default: those below the script's folder.
 *
 * @example
 * ```js
 * await keepShell('/service-worker.js');
 * ```
 */
export async function keepShell(url: string | URL, scope?: string): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register(url, scope === undefined ? {} : { scope });
  const { active } = await navigator.serviceWorker.ready;
  const loaded = (): string[] =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => PARTS.has((entry as PerformanceResourceTiming).initiatorType))
      .map(({ name }) => name);
  const keep = (): void => active?.postMessage({ keep: [location.href.split('#')[0], ...loaded()] });
  if (document.readyState === 'complete') keep();
  else addEventListener('load', keep, { once: true });
}
