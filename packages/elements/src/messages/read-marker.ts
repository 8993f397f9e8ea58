import type { ReactiveController } from 'lit';

const DELAY_MS = 400;

/** Tells that the newest message was read, once it is seen in a page that has the focus. */
export class ReadMarker implements ReactiveController {
  readonly #seen: () => boolean;
  readonly #mark: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param seen - Whether something unread is on the screen, up to the newest.
   * @param mark - Marks it as read.
   */
  constructor(
    host: { addController(controller: ReactiveController): void },
    seen: () => boolean,
    mark: () => void,
  ) {
    this.#seen = seen;
    this.#mark = mark;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('focus', this.check);
    document.addEventListener('visibilitychange', this.check);
  }

  hostDisconnected(): void {
    window.removeEventListener('focus', this.check);
    document.removeEventListener('visibilitychange', this.check);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** To be called when what is seen, or what is unread, may have changed. */
  readonly check = (): void => {
    if (this.#timer !== undefined || !attentive() || !this.#seen()) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (attentive() && this.#seen()) this.#mark();
    }, DELAY_MS);
  };
}

/** Whether somebody is looking at the page. */
export function attentive(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
