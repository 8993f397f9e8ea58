import type { ChatClient } from '@fechatter/client-sdk';

/** Watches what an application is told: each event of the log once (S10). */
export class EventWatch {
  readonly #told = new Set<number>();
  #twice: string | null = null;

  constructor(client: ChatClient) {
    let account = client.auth.store.get();
    client.auth.store.subscribe(() => {
      const now = client.auth.store.get();
      if (now.status !== account.status) this.#told.clear();
      account = now;
    });
    client.events.subscribe((event) => {
      // What follows on a snapshot is counted anew.
      if (event.type === 'snapshot') this.#told.clear();
      if (!('seq' in event)) return;
      if (this.#told.has(event.seq)) this.#twice ??= `${event.type} with seq ${event.seq} was told twice`;
      this.#told.add(event.seq);
    });
  }

  /** What is wrong with what was told; null for nothing. */
  violation(): string | null {
    return this.#twice;
  }
}
