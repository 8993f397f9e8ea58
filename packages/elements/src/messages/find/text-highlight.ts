import { folded } from './folded.ts';

/** The name under which the page knows what is found: style it with `::highlight(fe-found)`. */
const NAME = 'fe-found';
/** Places that are marked in one message: of a letter that stands there thousands of times nobody looks at each. */
const MOST = 200;

/**
 * Marks a text where it stands, without a change to the page (CSS Custom Highlight API). Browsers without it show the
 * messages that were found, and not the words in them.
 */
export class TextHighlight {
  #ranges: readonly Range[] = [];

  /** Marks a text everywhere below a node, also within words, and words where they stand as such. */
  mark(root: Node | null, text: string, words: readonly string[]): void {
    const nothing = text === '' && words.length === 0;
    if (nothing && this.#ranges.length === 0) return;
    this.clear();
    if (root === null || nothing || !('highlights' in CSS)) return;
    this.#ranges = [
      ...(text === '' ? [] : rangesOf(root, folded(text), () => true)),
      ...words.flatMap((word) => rangesOf(root, folded(word), isWord)),
    ];
    const highlight = CSS.highlights.get(NAME) ?? new Highlight();
    for (const range of this.#ranges) highlight.add(range);
    CSS.highlights.set(NAME, highlight);
  }

  clear(): void {
    if (this.#ranges.length === 0) return;
    const highlight = CSS.highlights.get(NAME);
    for (const range of this.#ranges) highlight?.delete(range);
    this.#ranges = [];
  }
}

/** Whether what stands between two places is no part of a longer word, in scripts that part their words. */
const isWord = (text: string, start: number, end: number): boolean =>
  UNSPACED.test(text.slice(start, end)) ||
  !(LETTER.test(text.slice(0, start).slice(-2)) || LETTER_FIRST.test(text.slice(end)));

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const LETTER = /[\p{L}\p{N}]$/u;
const LETTER_FIRST = /^[\p{L}\p{N}]/u;

function rangesOf(
  root: Node,
  text: string,
  counts: (within: string, start: number, end: number) => boolean,
): Range[] {
  const ranges: Range[] = [];
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
    const within = folded(node.textContent ?? '');
    // Where folding changes the length, places in it are not places in the text.
    if (within.length !== (node.textContent ?? '').length) continue;
    for (let at = within.indexOf(text); at !== -1; at = within.indexOf(text, at + text.length)) {
      if (!counts(within, at, at + text.length)) continue;
      if (ranges.length === MOST) return ranges;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + text.length);
      ranges.push(range);
    }
  }
  return ranges;
}
