import type { StreamEvent } from '@fechatter/protocol';
import type { StreamFrame } from '../connection/transport.ts';

/** A cursor in its two parts: the id of a frame stands last (docs/decisions/frames-and-cursors.md). */
export function placeOf(cursor: string): { readonly prefix: string; readonly seq: number } {
  const digits = /\d*$/.exec(cursor)?.[0] ?? '';
  return { prefix: cursor.slice(0, cursor.length - digits.length), seq: Number(digits) };
}

/**
 * Where one tab stands in the stream, whether its frames come from a stream of its own or from the leader: how far
 * it has come, and how many frames it was given. The leader counts otherwise, so its counts are put in the tab's own
 * terms: then rule C11 finds what was lost between tabs as it does on any transport (T5).
 */
export class StreamPlace {
  #prefix: string;
  #seq: number;
  /** Up to where it had come when it joined the leader's. */
  #joinedAt = 0;
  #given = 0;
  /** What this tab was given, less what the leader counts. */
  #ahead = 0;

  constructor(cursor: string) {
    const { prefix, seq } = placeOf(cursor);
    this.#prefix = prefix;
    this.#seq = seq;
  }

  get cursor(): string {
    return this.#prefix + String(this.#seq);
  }

  /** Frames came from a stream of the tab's own. */
  took(frames: readonly StreamFrame[]): void {
    for (const { id, event } of frames) {
      if (id !== null) this.#given += 1;
      if (event?.type === 'hello') this.#prefix = event.data.cursorPrefix;
      this.#reach(id ?? (event?.type === 'live' || event?.type === 'heartbeat' ? event.data.seq : 0));
    }
  }

  /** From now on the leader's frames count, the first of which are these. */
  join(frames: readonly StreamFrame[], position: number): readonly StreamFrame[] {
    this.#joinedAt = this.#seq;
    this.#ahead = this.#given - (position - count(frames));
    return this.share(frames, position);
  }

  /**
   * Frames came from the leader: gives those that are new to this tab, in its terms.
   *
   * @param position - The leader's count after them.
   */
  share(frames: readonly StreamFrame[], position: number): readonly StreamFrame[] {
    let counted = position - count(frames);
    const taken: StreamFrame[] = [];
    for (const frame of frames) {
      if (frame.id === null) taken.push({ id: null, event: this.#inOwnTerms(frame.event, counted) });
      else {
        counted += 1;
        // Known from a snapshot or a stream of its own that was ahead of the leader's.
        if (frame.id <= this.#joinedAt) this.#ahead -= 1;
        else {
          taken.push(frame);
          this.#given += 1;
          this.#reach(frame.id);
        }
      }
    }
    return taken;
  }

  #inOwnTerms(event: StreamEvent | null, counted: number): StreamEvent | null {
    switch (event?.type) {
      // The connection is another tab's: what it tells of its person is not this tab's to tell.
      case 'hello':
        return { ...event, data: { ...event.data, connectionId: '' } };
      case 'live':
        this.#reach(event.data.seq);
        return { ...event, data: { seq: this.#seq, replayed: counted + this.#ahead } };
      case 'heartbeat':
        this.#reach(event.data.seq);
        return { ...event, data: { seq: this.#seq, frames: counted + this.#ahead } };
      default:
        return event;
    }
  }

  #reach(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
  }
}

const count = (frames: readonly StreamFrame[]): number => frames.filter(({ id }) => id !== null).length;
