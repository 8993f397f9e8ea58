import type { EventOfType, Presence, PresenceState, UserId } from '@fechatter/protocol';
import type { StreamFrame } from '../connection/transport.ts';
import { placeOf } from './stream-place.ts';

/** Frames that are kept for tabs that come later or lag behind: beyond them a tab catches up by itself. */
const MOST_FRAMES = 500;

/** What a tab that joins the stream has to be given first. */
export interface Missed {
  /** The greeting, what was missed, the mark where it is live, and who is there now. */
  readonly frames: readonly StreamFrame[];
  /** The number of the last of them: see {@link RecentFrames.position}. */
  readonly position: number;
}

/**
 * The last frames that a tab was given, with what else another tab has to know to go on from them: the greeting of
 * the stream, how far it has come, and who is there. Every tab keeps its own, so that one that comes to lead can
 * serve those who lag a little behind it.
 */
export class RecentFrames {
  #frames: StreamFrame[] = [];
  #prefix = '';
  /** All frames of the log after this seq are kept. */
  #start = 0;
  /** Up to this seq everything has come. */
  #seq = 0;
  #position = 0;
  #hello: EventOfType<'hello'> | null = null;
  #isLive = false;
  readonly #presence = new Map<UserId, PresenceState>();
  #isPresenceComplete = false;

  /** Frames of the log since this was made: a dense number, by which a lost one is noticed. */
  get position(): number {
    return this.#position;
  }

  /** Whether the stream stands and is up to date. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** A stream begins after this cursor. What was kept before stays of use if it leads up to there. */
  begin(cursor: string): void {
    this.end();
    const { prefix, seq } = placeOf(cursor);
    if (prefix === this.#prefix && seq === this.#seq) return;
    this.#frames = [];
    this.#prefix = prefix;
    this.#start = this.#seq = seq;
  }

  /** The stream is over: nothing is known of the moment any more. */
  end(): void {
    this.#hello = null;
    this.#isLive = false;
    this.#presence.clear();
    this.#isPresenceComplete = false;
  }

  /** @param lost - How many frames were lost on the way to this tab: the others must find them missing, too. */
  add(frames: readonly StreamFrame[], lost = 0): void {
    this.#position += lost;
    for (const frame of frames) {
      if (frame.id !== null) this.#keep(frame, frame.id);
      else this.#note(frame);
    }
  }

  /** What somebody needs who has everything up to this cursor; null when they have to get it from elsewhere. */
  after(cursor: string): Missed | null {
    const { prefix, seq } = placeOf(cursor);
    if (this.#hello === null || !this.#isLive || prefix !== this.#prefix || seq < this.#start) return null;
    const logged = this.#frames.filter(({ id }) => id !== null && id > seq);
    const changes = Array.from(this.#presence, ([userId, state]): Presence => ({ userId, state }));
    const events: readonly StreamFrame['event'][] = [
      { type: 'live', data: { seq: this.#seq, replayed: logged.length } },
      { type: 'presence', data: { changes, ...(this.#isPresenceComplete && { complete: true }) } },
    ];
    return {
      frames: [
        { id: null, event: this.#hello },
        ...logged,
        ...events.map((event): StreamFrame => ({ id: null, event })),
      ],
      position: this.#position,
    };
  }

  #keep(frame: StreamFrame, id: number): void {
    this.#position += 1;
    this.#seq = Math.max(this.#seq, id);
    this.#frames.push(frame);
    // Not at each frame: to take from the front is dear.
    if (this.#frames.length < 2 * MOST_FRAMES) return;
    this.#start = this.#frames[MOST_FRAMES - 1]?.id ?? this.#start;
    this.#frames = this.#frames.slice(MOST_FRAMES);
  }

  #note({ event }: StreamFrame): void {
    switch (event?.type) {
      case 'hello':
        this.#hello = event;
        this.#prefix = event.data.cursorPrefix;
        break;
      case 'live':
        this.#isLive = true;
        this.#seq = Math.max(this.#seq, event.data.seq);
        break;
      case 'heartbeat':
        this.#seq = Math.max(this.#seq, event.data.seq);
        break;
      case 'presence':
        if (event.data.complete === true) {
          this.#presence.clear();
          this.#isPresenceComplete = true;
        }
        for (const { userId, state } of event.data.changes) this.#presence.set(userId, state);
        break;
      default:
        break;
    }
  }
}
