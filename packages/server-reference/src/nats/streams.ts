import { createId, type NatsStream } from '@fechatter/protocol';
import type { NatsConnection } from '@nats-io/transport-node';
import { ApiError } from '../errors/api-error.ts';
import type { Hub } from '../realtime/hub.ts';
import type { Reader } from '../realtime/reader.ts';
import { NatsSink } from './nats-sink.ts';
import { mintUser, type NatsSigner } from './user-jwt.ts';

/** Time for a reader to hear its subject. */
const READY_MS = 15_000;
/** A reader answers what it hears, which is a heartbeat at least; one that is silent for so long is gone. */
const SILENT_MS = 40_000;
const LOOK_MS = 5_000;
/** How long a reader's token is good for; up to a third less, so that not all come back at once. */
const TOKEN_SECONDS = 1_800;
/** A stream is ended this long before the NATS server would cut it off. */
const MARGIN_MS = 30_000;

interface OpenStream {
  readonly sink: NatsSink;
  readonly subject: string;
  readonly endsAt: number;
  /** When the reader last gave a sign of life. */
  heardAt: number;
}

/**
 * The event streams that readers have over NATS. Each has a subject of its own, under a name that is never used
 * again, and the only one that its reader's token can hear; so a token is worth nothing once its stream has ended.
 */
export class NatsStreams {
  /** This process's part of the subjects: what readers say comes to it alone. */
  readonly #prefix = `fechatter.stream.${createId()}`;
  readonly #connection: NatsConnection;
  readonly #signer: NatsSigner;
  readonly #hub: Hub;
  readonly #streams = new Map<string, OpenStream>();
  readonly #looking: NodeJS.Timeout;
  #connected = true;
  /** Where pages reach the NATS server. */
  readonly url: string;

  constructor(options: {
    readonly connection: NatsConnection;
    readonly signer: NatsSigner;
    readonly url: string;
    readonly hub: Hub;
    readonly onError: (error: unknown) => void;
  }) {
    this.#connection = options.connection;
    this.#signer = options.signer;
    this.#hub = options.hub;
    this.url = options.url;
    this.#connection.subscribe(`${this.#prefix}.*.control`, {
      callback: (error, message) => {
        if (error) options.onError(error);
        else this.#hear(message.subject.split('.').at(-2) ?? '', message.string());
      },
    });
    void this.#watch().catch(options.onError);
    this.#looking = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** How many streams are held. */
  get size(): number {
    return this.#streams.size;
  }

  /**
   * Holds a stream ready for a reader. It begins when the reader says that it hears.
   *
   * @throws {ApiError} what {@link Hub.admit} refuses with; `server_busy` while the NATS server is away
   */
  async open(reader: Reader): Promise<NatsStream> {
    if (!this.#connected)
      throw new ApiError('server_busy', 'The NATS server cannot be reached now.', { retryAfter: 5 });
    const id = createId();
    const subject = `${this.#prefix}.${id}.events`;
    const control = `${this.#prefix}.${id}.control`;
    const seconds = Math.round(TOKEN_SECONDS * (1 - Math.random() / 3));
    const { jwt, seed } = await mintUser(
      this.#signer,
      id,
      {
        sub: { allow: [subject] },
        pub: { allow: [control] },
        subs: 1,
        allowed_connection_types: ['WEBSOCKET'],
      },
      seconds,
    );
    const admission = await this.#hub.admit(reader);
    const now = Date.now();
    const expiresAt = now + seconds * 1_000;
    const sink = new NatsSink(this.#connection, subject);
    this.#streams.set(id, { sink, subject, endsAt: expiresAt - MARGIN_MS, heardAt: now });
    void this.#hub.open(admission, sink);
    return { url: this.url, jwt, seed, subject, control, expiresAt: new Date(expiresAt).toISOString() };
  }

  stop(): void {
    clearInterval(this.#looking);
    for (const { sink } of this.#streams.values()) sink.close();
    this.#streams.clear();
  }

  #hear(id: string, word: string): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    stream.heardAt = Date.now();
    if (word === 'ready') stream.sink.start();
    if (word === 'bye') stream.sink.close();
    if (stream.sink.closed) this.#streams.delete(id);
  }

  /** Ends what is over, and lets go of readers that are gone. */
  #look(): void {
    const now = Date.now();
    for (const [id, { sink, endsAt, heardAt }] of this.#streams) {
      if (now - heardAt > (sink.ready ? SILENT_MS : READY_MS)) sink.close();
      else if (now > endsAt) sink.end();
      if (sink.closed) this.#streams.delete(id);
    }
  }

  /** What was published while the connection was broken is lost: the readers have to begin anew, and are told when that can be. */
  async #watch(): Promise<void> {
    let broken: string[] = [];
    for await (const status of this.#connection.status()) {
      if (status.type === 'disconnect') {
        this.#connected = false;
        for (const { sink, subject } of this.#streams.values()) {
          sink.close();
          broken.push(subject);
        }
        this.#streams.clear();
      } else if (status.type === 'reconnect') {
        this.#connected = true;
        for (const subject of broken) this.#connection.publish(subject, new Uint8Array(4));
        broken = [];
      }
    }
  }
}
