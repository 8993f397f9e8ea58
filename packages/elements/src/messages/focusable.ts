/** What can be reached by the Tab key, among what is written in a page or in an element. */
const REACHABLE =
  'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=""], [contenteditable=true]';

/** The last element before another one that the Tab key would stop at, through all shadow roots; null when there is none. */
export function focusableBefore(element: Element | null): HTMLElement | null {
  let last: HTMLElement | null = null;
  const visit = (node: Node): boolean => {
    if (node === element) return true;
    if (node instanceof HTMLElement) {
      if (node.inert || !node.checkVisibility()) return false;
      if (node.matches(REACHABLE) && node.tabIndex >= 0 && !node.matches(':disabled')) last = node;
      if (node.shadowRoot !== null && [...node.shadowRoot.childNodes].some(visit)) return true;
      if (node instanceof HTMLSlotElement) return node.assignedNodes({ flatten: true }).some(visit);
      // What is in an element with a shadow root is where its slots are.
      if (node.shadowRoot !== null) return false;
    }
    return [...node.childNodes].some(visit);
  };
  return element !== null && visit(document.body) ? last : null;
}
