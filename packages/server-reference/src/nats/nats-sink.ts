import type { NatsConnection } from '@nats-io/transport-node';
import type { Frame } from '../realtime/frames.ts';
import type { Sink } from '../realtime/sink.ts';

/** Bytes that are handed to the NATS server before it has to have taken them. */
const HIGH_WATER = 262_144;
/** A server takes no message of more than a megabyte, unless it was told otherwise. */
const MESSAGE_BYTES = 524_288;
const COUNTER_BYTES = 4;

/**
 * A sink that publishes to the subject of one reader. NATS keeps nothing for whoever does not hear yet, and
 * tells nobody what it lost: so nothing is published before the reader says that it hears, and each message
 * carries a number.
 */
export class NatsSink implements Sink {
  readonly #connection: NatsConnection;
  readonly #subject: string;
  /** What was written before the reader was ready; null from then on. */
  #waiting: Frame[] | null = [];
  #count = 0;
  #unflushed = 0;
  #ended = false;
  #closed = false;
  #drained: () => void = () => undefined;
  #onClose: () => void = () => undefined;

  constructor(connection: NatsConnection, subject: string) {
    this.#connection = connection;
    this.#subject = subject;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get ready(): boolean {
    return this.#waiting === null;
  }

  /** The reader hears the subject now: it gets what waits for it. */
  start(): void {
    const waiting = this.#waiting;
    if (!waiting || this.#closed) return;
    this.#waiting = null;
    for (const bytes of waiting) this.#publish(bytes);
    if (this.#ended) this.#finish();
    else this.#drained();
  }

  write(bytes: Frame): boolean {
    if (this.#closed || this.#ended) return true;
    if (this.#waiting) {
      this.#waiting.push(bytes);
      return false;
    }
    this.#publish(bytes);
    if (this.#unflushed < HIGH_WATER) return true;
    this.#unflushed = 0;
    // A connection that broke meanwhile closes this sink, and there is nothing to go on with.
    this.#connection.flush().then(
      () => this.#drained(),
      () => undefined,
    );
    return false;
  }

  end(): void {
    if (this.#ended || this.#closed) return;
    this.#ended = true;
    if (!this.#waiting) this.#finish();
  }

  onDrain(listener: () => void): void {
    this.#drained = listener;
  }

  onClose(listener: () => void): void {
    this.#onClose = listener;
  }

  /** Lets go of a reader that is gone. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = null;
    this.#onClose();
  }

  /** Tells the reader that the stream has ended, and lets go of it. */
  #finish(): void {
    this.#send(new Uint8Array());
    this.close();
  }

  #publish(bytes: Frame): void {
    for (let at = 0; at < bytes.byteLength; at += MESSAGE_BYTES)
      this.#send(bytes.subarray(at, at + MESSAGE_BYTES));
    this.#unflushed += bytes.byteLength;
  }

  #send(piece: Uint8Array): void {
    const message = new Uint8Array(COUNTER_BYTES + piece.byteLength);
    new DataView(message.buffer).setUint32(0, this.#count++);
    message.set(piece, COUNTER_BYTES);
    this.#connection.publish(this.#subject, message);
  }
}
