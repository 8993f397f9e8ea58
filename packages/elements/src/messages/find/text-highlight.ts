import { folded } from './finder.ts';

/** The name under which the page knows what is found: style it with `::highlight(fe-found)`. */
const NAME = 'fe-found';

/**
 * Marks a text where it stands, without a change to the page (CSS Custom Highlight API). Browsers without it show the
 * messages that were found, and not the words in them.
 */
export class TextHighlight {
  #ranges: readonly Range[] = [];

  /** Marks a text everywhere below a node; none when it is empty. */
  mark(root: Node | null, text: string): void {
    if (text === '' && this.#ranges.length === 0) return;
    this.clear();
    if (root === null || text === '' || !('highlights' in CSS)) return;
    this.#ranges = rangesOf(root, folded(text));
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

function rangesOf(root: Node, text: string): Range[] {
  const ranges: Range[] = [];
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
    const within = folded(node.textContent ?? '');
    // Where folding changes the length, places in it are not places in the text.
    if (within.length !== (node.textContent ?? '').length) continue;
    for (let at = within.indexOf(text); at !== -1; at = within.indexOf(text, at + text.length)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + text.length);
      ranges.push(range);
    }
  }
  return ranges;
}
