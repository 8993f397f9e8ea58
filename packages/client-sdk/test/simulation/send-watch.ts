import type { MessageId } from '@fechatter/protocol';
import type { SimulatedTab } from './tab.ts';

type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/** Watches the sends of one device from outside: of all its tabs one sends, so no message is on its way from two at a time. */
export class SendWatch {
  readonly #onTheWay = new Map<MessageId, Set<SimulatedTab>>();
  #twice: string | null = null;

  /** What a tab sends is seen here. */
  watch(tab: SimulatedTab, fetch: Fetch): Fetch {
    return async (input, init) => {
      const request = new Request(input, init);
      if (request.method !== 'POST' || !new URL(request.url).pathname.endsWith('/messages'))
        return fetch(input, init);
      const { id } = (await request.clone().json()) as { readonly id: MessageId };
      const tabs = this.#onTheWay.get(id) ?? new Set();
      this.#onTheWay.set(id, tabs.add(tab));
      if (tabs.size > 1 && !tab.device.hadStorageFault)
        this.#twice ??= `two tabs send the same message at the same time`;
      try {
        return await fetch(input, init);
      } finally {
        tabs.delete(tab);
      }
    };
  }

  /** A tab is gone or asleep: another one takes over, whatever this one had begun. */
  forget(tab: SimulatedTab): void {
    for (const tabs of this.#onTheWay.values()) tabs.delete(tab);
  }

  /** What is wrong; null for nothing. */
  violation(): string | null {
    return this.#twice;
  }
}
