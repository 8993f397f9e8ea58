import type { LitElement, ReactiveController } from 'lit';

/** Where one goes on, the best place first: not a field, which would bring up the keyboard of a phone. */
const HOMES = ['fe-channel-list', 'fe-timeline', 'fe-sign-in'] as const;

/**
 * Gives the focus a home when what had it is gone with the page that it stood on: after signing in or out, or when the
 * workspace is another one. Nothing is taken from a page whose reader has gone elsewhere meanwhile.
 */
export class FocusHome implements ReactiveController {
  readonly #host: LitElement;
  #hadFocus = false;
  #isHomeless = false;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
    // What had the focus may have gone with its dialog, one update before this one.
    host.addEventListener('fe-sign-out', () => {
      this.#isHomeless = true;
      host.requestUpdate();
    });
  }

  hostUpdate(): void {
    this.#hadFocus = this.#host.matches(':focus-within');
  }

  hostUpdated(): void {
    this.#isHomeless = (this.#hadFocus || this.#isHomeless) && this.#isNowhere;
    if (this.#isHomeless) void this.#enter();
  }

  async #enter(): Promise<void> {
    for (const name of HOMES) {
      const home = this.#host.renderRoot.querySelector<LitElement>(name);
      if (home?.checkVisibility() !== true) continue;
      await home.updateComplete;
      if (this.#isNowhere) home.focus({ preventScroll: true });
      if (this.#isNowhere) continue;
      this.#isHomeless = false;
      return;
    }
  }

  get #isNowhere(): boolean {
    return document.activeElement === document.body;
  }
}
