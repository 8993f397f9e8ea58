/** The number before the title of a page: (3) Orders. */
const NUMBER = /^\(\d+\) /;

/** Not every browser has it. */
type BadgeNavigator = Partial<Pick<Navigator, 'setAppBadge'>>;

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
    // Zero takes the mark away (https://w3c.github.io/badging/).
    const marked = (navigator as BadgeNavigator).setAppBadge?.(count);
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
