/** The number before the title of a page: (3) Orders. */
const NUMBER = /^\(\d+\) /;

interface BadgeNavigator {
  setAppBadge?(count: number): Promise<void>;
  clearAppBadge?(): Promise<void>;
}

/**
 * Shows how much is unread in the title of the page, and on the icon of an application that is installed. The page may
 * go on changing its title; the number comes back before it.
 */
export class UnreadBadge {
  #count = 0;
  readonly #observer = new MutationObserver(() => {
    this.#write();
  });

  constructor() {
    const { head } = document;
    this.#observer.observe(head, { childList: true, subtree: true, characterData: true });
  }

  show(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    this.#write();
    const { setAppBadge, clearAppBadge } = navigator as BadgeNavigator;
    const marked = count > 0 ? setAppBadge?.call(navigator, count) : clearAppBadge?.call(navigator);
    // A page that is not installed may have no icon to mark.
    marked?.catch(() => undefined);
  }

  dispose(): void {
    this.#observer.disconnect();
    this.show(0);
  }

  #write(): void {
    const title = document.title.replace(NUMBER, '');
    const wanted = this.#count > 0 ? `(${this.#count}) ${title}` : title;
    if (document.title !== wanted) document.title = wanted;
  }
}
