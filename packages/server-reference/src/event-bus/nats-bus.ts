import { setTimeout as delay } from 'node:timers/promises';
import { createId, type LoggedEvent, type WorkspaceId } from '@fechatter/protocol';
import { jetstream, jetstreamManager, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { CommittedEvent } from '../event-log/events.ts';
import type { BusListener, BusMessage, EventBus } from './event-bus.ts';

/** The stream that keeps what was committed, for whoever reads it from there: `fechatter.log.<workspace>`. */
export const LOG_STREAM = 'FECHATTER_LOG';
const LOG_SUBJECT = 'fechatter.log';
/** What is of the moment goes past the stream. */
const MOMENT_SUBJECT = 'fechatter.moment';
/** The stream is no archive: whoever is further behind reads the log itself. */
const KEPT_HOURS = 24;
const KEPT_BYTES = 128 * 1_048_576;
/** Events of one message; what is beyond is told of by the head alone, and read from the log. */
const CARRIED_BYTES = 262_144;
const RETRY_MS = 1_000;
/** While the NATS server is away the log is asked this often. */
const POLL_MS = 2_000;

const NANOS = 1_000_000;

interface LogMessage {
  readonly node: string;
  readonly workspaceId: WorkspaceId;
  readonly head: number;
  readonly events: readonly Pick<CommittedEvent, 'seq' | 'audience' | 'payload'>[];
}

interface MomentMessage {
  readonly node: string;
  readonly message: BusMessage;
}

/** What is still to be told of a workspace's log. */
interface Untold {
  head: number;
  /** The events up to the head, without holes; fewer than there were when they grew too many. */
  events: readonly CommittedEvent[];
}

/**
 * Carries messages through a NATS server. What was committed is published to JetStream, each message with an id
 * that its place in the log gives it, until it is acknowledged: a message that is published twice is stored
 * once, and one that was not published is made up for by the next, or by the log. The processes listen to the
 * subjects directly, which costs no storing and no consumer; what one of them misses it reads from the log.
 */
export class NatsBus implements EventBus {
  /** Tells this process from the others. */
  readonly #node: string = createId();
  readonly #connection: NatsConnection;
  readonly #jetStream: JetStreamClient;
  readonly #onError: (error: unknown) => void;
  readonly #untold = new Map<WorkspaceId, Untold>();
  #telling: Promise<void> | null = null;
  #polling: NodeJS.Timeout | undefined;
  #closing = false;

  /** @param connection - Is not closed by this: others use it too. */
  constructor(connection: NatsConnection, onError: (error: unknown) => void) {
    this.#connection = connection;
    this.#jetStream = jetstream(connection, { timeout: 2_000 });
    this.#onError = onError;
  }

  tell(message: BusMessage, events: readonly CommittedEvent[] = []): void {
    if (message.kind !== 'committed') {
      this.#connection.publish(
        MOMENT_SUBJECT,
        JSON.stringify({ node: this.#node, message } satisfies MomentMessage),
      );
      return;
    }
    const { workspaceId, head } = message;
    this.#untold.set(workspaceId, merge(this.#untold.get(workspaceId), head, events));
    this.#telling ??= this.#tellAll()
      .catch(this.#onError)
      .finally(() => {
        this.#telling = null;
      });
  }

  async start(listener: BusListener, onGap: () => void): Promise<void> {
    await this.#ensureStream();
    const log = this.#connection.subscribe(`${LOG_SUBJECT}.*`, {
      callback: (error, received) => {
        if (error) return this.#onError(error);
        const { node, workspaceId, head, events } = received.json<LogMessage>();
        listener({ kind: 'committed', workspaceId, head }, node, events.map(decode));
      },
    });
    const moment = this.#connection.subscribe(MOMENT_SUBJECT, {
      callback: (error, received) => {
        if (error) return this.#onError(error);
        const { node, message } = received.json<MomentMessage>();
        listener(message, node, []);
      },
    });
    // From here on nothing is missed without a sign.
    await this.#connection.flush();
    void this.#watch(onGap).catch(this.#onError);
    log.closed.then(() => moment.unsubscribe(), this.#onError);
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#polling);
    await this.#telling;
  }

  /** Messages that others told while the connection was broken are lost: the log is asked instead. */
  async #watch(onGap: () => void): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (this.#closing) return;
      if (status.type === 'disconnect') {
        clearInterval(this.#polling);
        this.#polling = setInterval(onGap, POLL_MS).unref();
      } else if (status.type === 'reconnect') {
        clearInterval(this.#polling);
        // A server that was made anew has no stream yet.
        await this.#ensureStream().catch(this.#onError);
        onGap();
      } else if (status.type === 'slowConsumer') {
        onGap();
      }
    }
  }

  async #ensureStream(): Promise<void> {
    const manager = await jetstreamManager(this.#connection, { timeout: 5_000 });
    const config = {
      name: LOG_STREAM,
      subjects: [`${LOG_SUBJECT}.*`],
      max_age: KEPT_HOURS * 3_600_000 * NANOS,
      max_bytes: KEPT_BYTES,
      duplicate_window: 120_000 * NANOS,
      allow_direct: true,
    };
    // Two processes may find it missing at once, or an older one may have made it otherwise.
    await manager.streams.add(config).catch(() => manager.streams.update(LOG_STREAM, config));
  }

  /** While messages are on their way the next events gather. */
  async #tellAll(): Promise<void> {
    while (this.#untold.size > 0) {
      const batch = [...this.#untold];
      this.#untold.clear();
      const failed = (
        await Promise.all(batch.map(([workspaceId, untold]) => this.#publish(workspaceId, untold)))
      ).includes(false);
      if (!failed) continue;
      if (this.#closing) return;
      await delay(RETRY_MS);
    }
  }

  async #publish(workspaceId: WorkspaceId, { head, events }: Untold): Promise<boolean> {
    const told: LogMessage = {
      node: this.#node,
      workspaceId,
      head,
      events: events.map(({ seq, audience, payload }) => ({ seq, audience, payload })),
    };
    try {
      await this.#jetStream.publish(`${LOG_SUBJECT}.${workspaceId}`, JSON.stringify(told), {
        msgID: `${workspaceId}:${head}`,
      });
      return true;
    } catch (error) {
      this.#onError(error);
      // What came meanwhile goes on from here.
      const newer = this.#untold.get(workspaceId);
      this.#untold.set(
        workspaceId,
        newer ? merge({ head, events }, newer.head, newer.events) : { head, events },
      );
      return false;
    }
  }
}

const decode = (event: Pick<CommittedEvent, 'seq' | 'audience' | 'payload'>): CommittedEvent => ({
  ...event,
  event: JSON.parse(event.payload) as LoggedEvent,
});

/** Adds what was committed later. Events are kept as long as they follow on each other, end at the head and are not too many. */
function merge(earlier: Untold | undefined, head: number, events: readonly CommittedEvent[]): Untold {
  const first = events[0];
  const last = events.at(-1);
  if (!first || !last || last.seq !== head) return { head: Math.max(earlier?.head ?? 0, head), events: [] };
  const all = earlier?.events.at(-1)?.seq === first.seq - 1 ? [...earlier.events, ...events] : events;
  const bytes = all.reduce((sum, { payload }) => sum + payload.length, 0);
  return { head, events: bytes > CARRIED_BYTES ? [] : all };
}
