import type { ChatClient } from '@fechatter/client-sdk';
import type { ReactiveController } from 'lit';
import { reportError } from '../events/events.ts';

/**
 * Where a service worker keeps what a page has loaded, what is wanted without a network is loaded while there is one:
 * the search of what the device holds, and the profile with its way to sign out. In a page without one nothing is
 * loaded before it is wanted.
 */
export class OfflineParts implements ReactiveController {
  readonly #host: EventTarget;
  readonly #client: () => ChatClient | undefined;
  #connected = false;
  #idle: number | null = null;

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
      if ('requestIdleCallback' in window) this.#idle = requestIdleCallback(() => void this.#load());
      else void this.#load();
    });
  }

  hostDisconnected(): void {
    this.#connected = false;
    if (this.#idle !== null) cancelIdleCallback(this.#idle);
    this.#idle = null;
  }

  async #load(): Promise<void> {
    try {
      await Promise.all([import('../define/fe-search.ts'), import('../define/fe-profile.ts')]);
      (await this.#client()?.search.open())?.dispose();
    } catch (error) {
      reportError(this.#host, error);
    }
  }
}
