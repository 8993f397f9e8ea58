import { createId } from '@fechatter/protocol';
import postgres from 'postgres';
import type { BusListener, BusMessage, EventBus } from './event-bus.ts';

const CHANNEL = 'fechatter_bus';

/** Carries messages through the Postgres server that all processes share anyway, with LISTEN and NOTIFY. */
export class PostgresBus implements EventBus {
  /** Tells this process from the others. */
  readonly #node: string = createId();
  readonly #sql: postgres.Sql;
  readonly #onError: (error: unknown) => void;
  /** The newest head of each log that is still to be told: of many commits in a row only the last one counts. */
  readonly #heads = new Map<string, BusMessage>();
  #sending: Promise<void> | null = null;
  #stop: (() => Promise<void>) | undefined;

  constructor(url: string, onError: (error: unknown) => void) {
    // LISTEN has a connection of its own; one more is for what is told.
    this.#sql = postgres(url, {
      max: 1,
      connect_timeout: 5,
      onnotice: () => undefined,
      connection: { application_name: 'fechatter-bus' },
    });
    this.#onError = onError;
  }

  tell(message: BusMessage): void {
    if (message.kind !== 'committed') {
      this.#notify([message]).catch(this.#onError);
      return;
    }
    this.#heads.set(message.workspaceId, message);
    this.#sending ??= this.#sendHeads()
      .catch(this.#onError)
      .finally(() => {
        this.#sending = null;
      });
  }

  async start(listener: BusListener, onGap: () => void): Promise<void> {
    let connections = 0;
    const listening = await this.#sql.listen(
      CHANNEL,
      (payload) => {
        const { node, messages } = JSON.parse(payload) as { node: string; messages: BusMessage[] };
        if (node === this.#node) return;
        for (const message of messages) listener(message, node, []);
      },
      () => {
        connections += 1;
        if (connections > 1) onGap();
      },
    );
    this.#stop = () => listening.unlisten();
  }

  async close(): Promise<void> {
    await this.#sending;
    await this.#stop?.().catch(() => undefined);
    await this.#sql.end({ timeout: 2 });
  }

  /** While one message is on its way the next heads gather. */
  async #sendHeads(): Promise<void> {
    while (this.#heads.size > 0) {
      const messages = [...this.#heads.values()].slice(0, HEADS_PER_MESSAGE);
      for (const message of messages) this.#heads.delete(message.workspaceId);
      await this.#notify(messages);
    }
  }

  async #notify(messages: readonly BusMessage[]): Promise<void> {
    await this.#sql.notify(CHANNEL, JSON.stringify({ node: this.#node, messages }));
  }
}

/** A payload of NOTIFY has less than 8,000 bytes. */
const HEADS_PER_MESSAGE = 50;
