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
  /** What is still to be told. Of the heads of one log, the newest: of many commits in a row only the last one counts. */
  readonly #waiting = new Map<unknown, BusMessage>();
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
    this.#waiting.set(message.kind === 'committed' ? message.workspaceId : message, message);
    this.#sending ??= this.#send()
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

  /** While one payload is on its way the next one gathers. */
  async #send(): Promise<void> {
    while (this.#waiting.size > 0) {
      const texts: string[] = [];
      let bytes = 0;
      for (const [key, message] of this.#waiting) {
        const text = JSON.stringify(message);
        bytes += Buffer.byteLength(text);
        if (texts.length > 0 && bytes > MOST_BYTES) break;
        texts.push(text);
        this.#waiting.delete(key);
      }
      await this.#sql.notify(CHANNEL, `{"node":"${this.#node}","messages":[${texts.join(',')}]}`);
    }
  }
}

/** A payload of NOTIFY has less than 8,000 bytes: so much of it for messages. */
const MOST_BYTES = 7_000;
