/**
 * How a text is cut into the terms by which it is found: the same in the server's index, in the marks on what was
 * found, and on a device that searches what it holds.
 *
 * Letters and digits make terms; case and accents do not count. Scripts that are written without spaces (Chinese,
 * Japanese, Thai and their neighbours) are cut into pairs of characters, as CJK analysers do, with the last one of
 * a run alone, so that any character begins a term. An emoji is a term. Mentions are left out: they name ids.
 */

export interface Token {
  readonly term: string;
  /** Where it stands in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** Characters of a term at most; what is longer is found by its beginning. */
const TERM_LENGTH = 40;

const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\u30fc';
const RUNS = new RegExp(
  `[${UNSPACED}\\p{M}]*[${UNSPACED}][${UNSPACED}\\p{M}]*|(?:(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}])+|\\p{Extended_Pictographic}`,
  'gu',
);
const unspaced = new RegExp(`[${UNSPACED}]`, 'u');
/** Accents, and the vowel points of Hebrew and Arabic: written or left out at will. */
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;
/** English and code: what needs no closer look. */
const PLAIN = /^[\t\n\r -~]*$/;
const MENTIONS = /<@[0-9a-f-]{36}>|<!channel>/g;

/** A word as it is compared: lower case, without accents. */
export function foldTerm(word: string): string {
  const lower = word.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return lower.normalize('NFKD').replace(MARKS, '').replaceAll('\u03c2', '\u03c3').normalize('NFC');
}

/** Cuts a text into its terms, in their order. */
export function tokenize(text: string): Token[] {
  const source =
    text.includes('<@') || text.includes('<!')
      ? text.replace(MENTIONS, (mention) => ' '.repeat(mention.length))
      : text;
  return PLAIN.test(source) ? plainTokens(source) : allTokens(source);
}

/** The terms of a word of a query: as {@link tokenize}, without the last character of a run that stands in a pair already. */
export function queryTerms(text: string): string[] {
  const tokens = tokenize(text);
  return tokens
    .filter(({ start, end }, at) => {
      const before = tokens[at - 1];
      return !(before && before.end === end && before.start < start);
    })
    .map(({ term }) => term);
}

/** Whether a term comes of a script without spaces: half a word, for which spelling mistakes mean nothing. */
export const isUnspaced = (term: string): boolean => !PLAIN.test(term) && unspaced.test(term);

function plainTokens(text: string): Token[] {
  const lower = text.toLowerCase();
  const tokens: Token[] = [];
  let start = -1;
  for (let at = 0; at <= lower.length; at += 1) {
    const code = at < lower.length ? lower.charCodeAt(at) : 32;
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      tokens.push({ term: lower.slice(start, Math.min(at, start + TERM_LENGTH)), start, end: at });
      start = -1;
    }
  }
  return tokens;
}

function allTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (const run of text.matchAll(RUNS)) {
    const word = run[0];
    if (unspaced.test(word)) pushPairs(tokens, word, run.index);
    else {
      const term = foldTerm(word).slice(0, TERM_LENGTH);
      if (term !== '') tokens.push({ term, start: run.index, end: run.index + word.length });
    }
  }
  return tokens;
}

function pushPairs(tokens: Token[], word: string, offset: number): void {
  const characters = [...word.matchAll(/\P{M}\p{M}*|\p{M}+/gu)];
  characters.forEach((character, at) => {
    const next = characters[at + 1];
    const start = offset + character.index;
    const pair = next ? character[0] + next[0] : character[0];
    tokens.push({ term: foldTerm(pair), start, end: start + pair.length });
  });
}
