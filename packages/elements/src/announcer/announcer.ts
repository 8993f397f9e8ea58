import { createContext } from '@lit/context';
import { css } from 'lit';
import type { ReactiveController } from 'lit';

/** Speaks to those who listen instead of looking. */
export interface Announcer {
  say(text: string): void;
}

/** The announcer of the chat around an element. */
export const announcerContext = createContext<Announcer>(Symbol('fe-announcer'));

/** What is said within this time is said in one go: screen readers drop what comes while they move the focus. */
const GATHER_MS = 250;
/** So many utterances are kept in the page. */
const KEPT = 20;

/**
 * The one live region of a chat. It holds nothing but what is new, since a region that holds the history is
 * read aloud again whenever rows come back into the page.
 */
export class AnnouncerController implements ReactiveController, Announcer {
  readonly #root: () => ParentNode;
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: { addController(controller: ReactiveController): void }, root: () => ParentNode) {
    this.#root = root;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
  }

  say(text: string): void {
    this.#waiting.push(text);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const region = this.#root().querySelector('.announcer');
      for (const utterance of this.#waiting.splice(0)) {
        const line = document.createElement('p');
        line.textContent = utterance;
        region?.append(line);
      }
      while (region !== null && region.childElementCount > KEPT) region.firstElementChild?.remove();
    }, GATHER_MS);
  }
}

/** Keeps the region from the eye. */
export const announcerStyles = css`
  .announcer {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
`;
