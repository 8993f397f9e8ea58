/**
 * The letters that stand for a name: of the first and last word, or the first letter when there is one word.
 *
 * @param most - How many letters there is room for.
 */
export function initials(name: string, most: 1 | 2 = 2): string {
  const words = name
    .trim()
    .split(/[\s_.-]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  const last = words.length > 1 && most > 1 ? words.at(-1) : undefined;
  return `${firstLetter(first)}${firstLetter(last)}`.toLocaleUpperCase();
}

function firstLetter(word: string | undefined): string {
  return word === undefined ? '' : (/[\p{L}\p{N}]/u.exec(word)?.[0] ?? '');
}

/** A hue from 0 to 359 that belongs to a name for good (FNV-1a). */
export function nameHue(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % 360;
}
