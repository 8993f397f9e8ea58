import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { EventOfType, StreamEvent, StreamEventType } from '@fechatter/protocol';
import { StreamEvent as StreamEventSchema } from '@fechatter/protocol/schemas';

/** Longest wait for a frame. */
const PATIENCE_MS = 20_000;

/** Reads an event stream, and holds every frame to the contract. */
export class TestStream {
  readonly events: StreamEvent[] = [];
  ended = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #done: Promise<void>;
  #prefix = '';
  #lastId = '';
  readonly #from: string;
  #failure: unknown;
  #wake: () => void = () => undefined;

  /** @param from - The cursor that the stream was opened with. */
  constructor(body: ReadableStream<Uint8Array>, from: string) {
    this.#from = from;
    this.#reader = body.getReader();
    this.#done = this.#read().catch((error: unknown) => {
      this.#failure = error;
      this.ended = true;
      this.#wake();
    });
  }

  /** Where to go on after the last frame of the log. */
  get cursor(): string {
    return this.#lastId === '' ? this.#from : this.#prefix + this.#lastId;
  }

  /** The frames of the log, in the order in which they came. */
  get logged() {
    return this.events.filter((event) => 'seq' in event);
  }

  ofType<T extends StreamEventType>(type: T): EventOfType<T>[] {
    return this.events.filter((event): event is EventOfType<T> => event.type === type);
  }

  /** Waits for the first event of a type, or of a form. */
  async next<T extends StreamEventType>(
    type: T,
    fits: (event: EventOfType<T>) => boolean = () => true,
  ): Promise<EventOfType<T>> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = this.ofType(type).find(fits);
      if (found) return found;
      assert.ok(
        !this.ended,
        `the stream ended without ${type}: ${this.events.map((event) => event.type).join(' ')} ${this.#failure === undefined ? '' : inspect(this.#failure)}`,
      );
      const left = deadline - performance.now();
      assert.ok(left > 0, `no ${type} came in time, but ${this.events.map((event) => event.type).join(' ')}`);
      await this.#news(left);
    }
  }

  /** Waits until everything up to a seq has come. */
  async until(seq: number): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!this.logged.some((event) => event.seq >= seq)) {
      assert.ok(!this.ended, `the stream ended before ${seq}`);
      const left = deadline - performance.now();
      assert.ok(left > 0, `seq ${seq} did not come in time`);
      await this.#news(left);
    }
  }

  /** Waits until the server has ended the stream. */
  async end(): Promise<void> {
    await this.#done;
    if (this.#failure !== undefined) throw this.#failure as Error;
  }

  async close(): Promise<void> {
    await this.#reader.cancel();
    await this.#done;
  }

  async #news(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        this.#take(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
    assert.equal(text, '', 'the stream ended within a frame');
    this.ended = true;
    this.#wake();
  }

  #take(frame: string): void {
    const fields = new Map(
      frame
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
    );
    const event = StreamEventSchema.parse(JSON.parse(fields.get('data') ?? ''));
    assert.equal(fields.get('event'), event.type);
    assert.equal(fields.get('id'), 'seq' in event ? String(event.seq) : undefined);
    if (event.type === 'hello') this.#prefix = event.data.cursorPrefix;
    if ('seq' in event) this.#lastId = String(event.seq);
    if (event.type === 'live') this.#lastId = String(event.data.seq);
    this.events.push(event);
    this.#wake();
  }
}
