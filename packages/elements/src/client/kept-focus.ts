import type { LitElement, ReactiveController } from 'lit';

/** Gives the focus a place when an update has taken away what had it inside of the host. */
export class KeptFocus implements ReactiveController {
  readonly #host: LitElement;
  readonly #next: () => HTMLElement | null;
  #inner: Element | null = null;

  constructor(host: LitElement, next: () => HTMLElement | null) {
    this.#host = host;
    this.#next = next;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#inner = this.#host.shadowRoot?.activeElement ?? null;
  }

  hostUpdated(): void {
    if (this.#inner?.isConnected === false) this.#next()?.focus({ preventScroll: true });
    this.#inner = null;
  }
}
