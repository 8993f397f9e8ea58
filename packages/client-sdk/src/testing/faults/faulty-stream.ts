import type { StreamFault } from './fault.ts';

/** How a stream ends when nothing comes any more: never, or with an error, or as if the server had closed it. */
type State = 'open' | 'silent' | 'ended';

interface Parts {
  readonly source: ReadableStream<Uint8Array>;
  readonly signal: AbortSignal;
  /** What befalls the next frame. */
  readonly faultFor: (type: string) => StreamFault | null;
  readonly onEnd: (stream: FaultyStream) => void;
}

const encoder = new TextEncoder();
const malformed =
  'event: message.created\ndata: {"type":"message.created","seq":-1,"data":{"message":7}}\n\n';
const unknown = 'event: weather.changed\ndata: {"type":"weather.changed","data":{"wind":7}}\n\n';

/** Hands on an event stream frame by frame, and lets what is to go wrong go wrong. */
export class FaultyStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #parts: Parts;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #state: State = 'open';
  /** A frame that is to come after the next one. */
  #held: string | null = null;
  /** What of a piece is to go on. */
  #out = '';

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#reader = parts.source.getReader();
    this.body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => this.#end(() => {}),
    });
    parts.signal.addEventListener('abort', () => this.break(), { once: true });
    void this.#run();
  }

  /** The connection breaks. */
  break(): void {
    this.#end((controller) => controller.error(new TypeError('terminated')));
  }

  /** From now on nothing comes any more. */
  silence(): void {
    if (this.#state === 'open') this.#state = 'silent';
  }

  async #run(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        text += decoder.decode(value, { stream: true });
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          this.#take(text.slice(0, end + 2));
          text = text.slice(end + 2);
        }
        this.#flush();
      }
      if (this.#state === 'open') this.#end((controller) => controller.close());
    } catch {
      if (this.#state === 'open') this.break();
    }
  }

  #take(frame: string): void {
    if (this.#state !== 'open') return;
    const type = /^event: (.*)$/m.exec(frame)?.[1] ?? '';
    const fault = this.#parts.faultFor(type);
    switch (fault?.kind) {
      case undefined:
        this.#write(frame);
        break;
      case 'break':
        this.break();
        break;
      case 'close':
        this.#end((controller) => controller.close());
        break;
      case 'silence':
        this.silence();
        break;
      case 'drop-frame':
        break;
      case 'duplicate-frame':
        this.#write(frame);
        this.#write(frame);
        break;
      case 'reorder-frames':
        if (this.#held !== null) this.#write(frame);
        else this.#held = frame;
        break;
      case 'malformed-frame':
        this.#write(malformed);
        this.#write(frame);
        break;
      case 'unknown-event':
        this.#write(unknown);
        this.#write(frame);
        break;
      case 'reset': {
        const event = { type: 'reset', data: { reason: fault.reason ?? 'epoch' } };
        this.#write(`event: reset\ndata: ${JSON.stringify(event)}\n\n`);
        this.#end((controller) => controller.close());
      }
    }
  }

  #write(frame: string): void {
    this.#out += frame;
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.#write(held);
  }

  /** What came in one piece goes on in one piece. */
  #flush(): void {
    if (this.#out !== '' && this.#state !== 'ended') this.#controller?.enqueue(encoder.encode(this.#out));
    this.#out = '';
  }

  #end(end: (controller: ReadableStreamDefaultController<Uint8Array>) => void): void {
    if (this.#state === 'ended') return;
    this.#flush();
    this.#state = 'ended';
    if (this.#controller !== null) end(this.#controller);
    this.#reader.cancel().catch(() => {});
    this.#parts.onEnd(this);
  }
}
