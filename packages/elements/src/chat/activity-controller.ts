import type { ChatClient } from '@fechatter/client-sdk';
import type { ReactiveController } from 'lit';

/** Somebody who does nothing for this long is away. */
const IDLE_MS = 5 * 60_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Tells the server whether the person uses this device, from what the page notices. */
export class ActivityController implements ReactiveController {
  readonly #client: () => ChatClient | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = 0;

  constructor(
    host: { addController(controller: ReactiveController): void },
    client: () => ChatClient | undefined,
  ) {
    this.#client = client;
    host.addController(this);
  }

  hostConnected(): void {
    for (const sign of SIGNS) window.addEventListener(sign, this.#noticed, { passive: true });
    document.addEventListener('visibilitychange', this.#looked);
    this.#noticed();
  }

  hostDisconnected(): void {
    for (const sign of SIGNS) window.removeEventListener(sign, this.#noticed);
    document.removeEventListener('visibilitychange', this.#looked);
    clearTimeout(this.#timer);
  }

  readonly #noticed = (): void => {
    const now = Date.now();
    if (now - this.#last < 1_000) return;
    this.#last = now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#client()?.users.setActivity('idle');
    }, IDLE_MS);
    this.#client()?.users.setActivity('active');
  };

  readonly #looked = (): void => {
    if (document.visibilityState === 'visible') this.#noticed();
    else {
      this.#last = 0;
      this.#client()?.users.setActivity('idle');
    }
  };
}
