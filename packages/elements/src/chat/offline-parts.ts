import type { ChatClient } from '@fechatter/client-sdk';
import type { ReactiveController } from 'lit';
import { attempt } from '../events/attempt.ts';

/** By then a start is over: what somebody sees first does not wait for what they may want later. */
const AFTER_START_MS = 5_000;

/**
 * Where a service worker keeps what a page has loaded, what is wanted without a network is loaded while there is one:
 * the search of what the device holds, and the profile with its way to sign out. In a page without one nothing is
 * loaded before it is wanted.
 */
export class OfflineParts implements ReactiveController {
  readonly #host: EventTarget;
  readonly #client: () => ChatClient | undefined;
  #connected = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    host: EventTarget & { addController(controller: ReactiveController): void },
    client: () => ChatClient | undefined,
  ) {
    this.#host = host;
    this.#client = client;
    host.addController(this);
  }

  hostConnected(): void {
    this.#connected = true;
    // Not in every browser, and in none of an insecure page.
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    void workers?.ready.then(() => {
      if (!this.#connected) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void attempt(this.#host, this.#load()), AFTER_START_MS);
    });
  }

  hostDisconnected(): void {
    this.#connected = false;
    clearTimeout(this.#timer);
  }

  async #load(): Promise<void> {
    await Promise.all([import('../define/fe-search.ts'), import('../define/fe-profile.ts')]);
    (await this.#client()?.search.open())?.dispose();
  }
}
