import type { EphemeralEvent, EventOfType, LoggedEvent, StreamEvent } from '@fechatter/protocol';
import type { StreamFrame } from './transport.ts';

export type ControlEvent = EventOfType<'hello' | 'live' | 'heartbeat' | 'reset' | 'goodbye'>;

/** What a frame means. */
export type Reading =
  | { readonly kind: 'event'; readonly event: LoggedEvent | EphemeralEvent }
  | { readonly kind: 'control'; readonly event: ControlEvent }
  /** A frame before this one never came. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'nothing' };

/**
 * Keeps the place in the stream of one connection: the cursor to resume from, and the count of frames that
 * shows a lost one (C11).
 */
export class StreamSession {
  #cursor: string;
  /** Everything up to this cursor surely came: resuming from here repairs a loss. */
  #checkpoint: string;
  #prefix: string | null = null;
  #frames = 0;

  constructor(cursor: string) {
    this.#cursor = cursor;
    this.#checkpoint = cursor;
  }

  /** Where to resume from. */
  get cursor(): string {
    return this.#cursor;
  }

  /** Takes the next frame. An event moves the cursor with {@link applied}, once it is in the state. */
  read(frame: StreamFrame): Reading {
    const { event } = frame;
    if (event !== null && isControl(event)) return this.#control(event);
    if (frame.id !== null) this.#frames += 1;
    return event === null ? { kind: 'nothing' } : { kind: 'event', event };
  }

  /** The frame has had its effect: the stream need not bring it again. */
  applied(frame: StreamFrame): void {
    if (frame.id !== null) this.#moveTo(frame.id);
  }

  #control(event: ControlEvent): Reading {
    if (event.type === 'hello') this.#prefix = event.data.cursorPrefix;
    const sent =
      event.type === 'heartbeat' ? event.data.frames : event.type === 'live' ? event.data.replayed : 0;
    if (this.#frames < sent) {
      this.#cursor = this.#checkpoint;
      return { kind: 'lost' };
    }
    if (event.type === 'live' || event.type === 'heartbeat') {
      this.#moveTo(event.data.seq);
      this.#checkpoint = this.#cursor;
    }
    return { kind: 'control', event };
  }

  #moveTo(id: number): void {
    if (this.#prefix !== null) this.#cursor = this.#prefix + String(id);
  }
}

function isControl(event: StreamEvent): event is ControlEvent {
  return (
    event.type === 'hello' ||
    event.type === 'live' ||
    event.type === 'heartbeat' ||
    event.type === 'reset' ||
    event.type === 'goodbye'
  );
}
