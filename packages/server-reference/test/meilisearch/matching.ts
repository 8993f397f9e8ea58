/**
 * How Meilisearch matches texts, after its documentation: all words in any order and attribute, the last one also as
 * a beginning; one typo in words of a minimum length and two in longer ones, where the first letter counts double and
 * two letters that changed places count once; "phrases" as they are; -without; no more than ten words.
 */
export interface TypoTolerance {
  readonly enabled: boolean;
  readonly oneTypo: number;
  readonly twoTypos: number;
}

interface Part {
  readonly words: readonly string[];
  readonly phrase: boolean;
  readonly negated: boolean;
  readonly prefix: boolean;
}

const MOST_WORDS = 10;

export function parseQuery(q: string): readonly Part[] {
  const parts: Part[] = [];
  let words = 0;
  for (const [, minus, phrase, word] of q.toLowerCase().matchAll(/(-?)(?:"([^"]*)"|([^\s"]+))/g)) {
    const negated = minus === '-';
    const list = phrase === undefined ? [word ?? ''] : phrase.split(/\s+/).filter((each) => each !== '');
    if (list.length === 0 || words + list.length > MOST_WORDS) continue;
    if (!negated) words += list.length;
    parts.push({ words: list, phrase: phrase !== undefined, negated, prefix: false });
  }
  const last = parts.findLast(({ negated }) => !negated);
  return parts.map((part) =>
    part === last && !part.phrase && /\S$/.test(q) ? { ...part, prefix: true } : part,
  );
}

/** How many typos a document takes to match; null when it does not. */
export function typosOf(
  parts: readonly Part[],
  attributes: readonly string[],
  tolerance: TypoTolerance,
): number | null {
  const texts = attributes.map((text) => text.toLowerCase().split(/\s+/));
  let typos = 0;
  for (const part of parts) {
    const found = part.phrase || part.negated ? phraseIn(part.words, texts) : fewest(part, texts, tolerance);
    if (part.negated ? found !== null : found === null) return null;
    if (!part.negated) typos += found ?? 0;
  }
  return typos;
}

const phraseIn = (words: readonly string[], texts: readonly (readonly string[])[]): number | null =>
  texts.some((text) => text.some((_, at) => words.every((word, after) => text[at + after] === word)))
    ? 0
    : null;

function fewest(part: Part, texts: readonly (readonly string[])[], tolerance: TypoTolerance): number | null {
  const [word = ''] = part.words;
  const most =
    !tolerance.enabled || word.length < tolerance.oneTypo ? 0 : word.length < tolerance.twoTypos ? 1 : 2;
  let best: number | null = null;
  for (const text of texts)
    for (const held of text) {
      const beginning = part.prefix ? held.slice(0, word.length) : held;
      const typos = Math.min(
        typosBetween(word, held),
        part.prefix ? typosBetween(word, beginning) : Infinity,
      );
      if (typos <= most && (best === null || typos < best)) best = typos;
    }
  return best;
}

/** Optimal string alignment; a typo in the first letter counts as two. */
function typosBetween(one: string, other: string): number {
  if (one === other) return 0;
  if (Math.abs(one.length - other.length) > 2) return Infinity;
  const rows = Array.from({ length: one.length + 1 }, (_, row) =>
    Array.from({ length: other.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= one.length; row += 1)
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const cell = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (same ? 0 : 1),
        swapped ? at(row - 2, column - 2) + 1 : Infinity,
      );
      (rows[row] ?? [])[column] = cell;
    }
  return at(one.length, other.length) + (one[0] === other[0] ? 0 : 1);
}
