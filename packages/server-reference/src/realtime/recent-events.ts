import type { WorkspaceId } from '@fechatter/protocol';
import type { CommittedEvent } from '../event-log/events.ts';
import { Backlog } from './backlog.ts';
import { loggedFrame, type Frame } from './frames.ts';

/** Events that are remembered of one workspace. */
const EVENTS = 1_000;
/** Characters that are remembered of all workspaces together. */
const CHARACTERS = 16_777_216;
/** Readers who missed no more events than this share the bytes of what they are told, besides the single frames. */
const SHARED = 50;

/** The end of one log, without holes. */
interface Tail {
  /** Of the log that it is the end of; null until somebody has asked for it. */
  epoch: string | null;
  events: CommittedEvent[];
  readonly frames: Map<number, Frame>;
  /** Where the backlog of everybody begins who missed little. */
  replays: Backlog;
}

/** A piece of the end of a log. */
export interface Remembered {
  readonly events: readonly { readonly committed: CommittedEvent; readonly frame: Frame }[];
  /** Where the backlog begins of a reader who is told them. */
  readonly root: Backlog;
}

/**
 * What happened last, so that a whole audience that was cut off and comes back is told from memory, each event
 * encoded once for all of them. It promises nothing: what is not in it is read from the log.
 */
export class RecentEvents {
  /** Those that have changed last stand at the end. */
  readonly #tails = new Map<WorkspaceId, Tail>();
  #characters = 0;

  /** Takes what was committed: events without holes between them. What was taken before is passed over. */
  keep(workspaceId: WorkspaceId, events: readonly CommittedEvent[]): void {
    const tail = this.#tails.get(workspaceId) ?? {
      epoch: null,
      events: [],
      frames: new Map<number, Frame>(),
      replays: Backlog.root(),
    };
    this.#tails.delete(workspaceId);
    for (const event of events) this.#add(tail, event);
    if (tail.events.length > 0) this.#tails.set(workspaceId, tail);
    for (const [id, oldest] of this.#tails) {
      if (this.#characters <= CHARACTERS) break;
      this.#tails.delete(id);
      this.#drop(oldest, oldest.events.length);
    }
  }

  /**
   * The events after one seq up to another, each with its frame; null when not all of them are remembered.
   *
   * @param epoch - Names the log: another one has other events of the same seqs.
   */
  between(workspaceId: WorkspaceId, epoch: string, from: number, to: number): Remembered | null {
    if (from === to) return { events: [], root: Backlog.root() };
    const tail = this.#tails.get(workspaceId);
    const first = tail?.events[0]?.seq;
    const last = tail?.events.at(-1)?.seq;
    if (tail === undefined || first === undefined || last === undefined) return null;
    if (from + 1 < first || to > last || (tail.epoch ??= epoch) !== epoch) return null;
    const events = tail.events.slice(from + 1 - first, to + 1 - first).map((committed) => {
      const frame = tail.frames.get(committed.seq) ?? loggedFrame(committed);
      tail.frames.set(committed.seq, frame);
      return { committed, frame };
    });
    return { events, root: to - from <= SHARED ? tail.replays : Backlog.root() };
  }

  #add(tail: Tail, event: CommittedEvent): void {
    const last = tail.events.at(-1);
    if (last !== undefined && event.seq <= last.seq) {
      const known = tail.events[event.seq - (tail.events[0]?.seq ?? 0)];
      if (known === undefined || known.payload === event.payload) return;
    }
    // After a hole the end of the log begins anew; so it does after a deletion, which takes a text out of the log,
    // and when the log is another one.
    if (last !== undefined && (event.seq !== last.seq + 1 || event.event.type === 'message.deleted'))
      this.#drop(tail, tail.events.length);
    tail.events.push(event);
    tail.replays = Backlog.root();
    this.#characters += event.payload.length;
    if (tail.events.length > EVENTS * 1.5) this.#drop(tail, tail.events.length - EVENTS);
  }

  /** Forgets so many of the oldest. */
  #drop(tail: Tail, count: number): void {
    const gone = tail.events.slice(0, count);
    tail.events = tail.events.slice(count);
    for (const { seq, payload } of gone) {
      tail.frames.delete(seq);
      this.#characters -= payload.length;
    }
    if (tail.events.length === 0) tail.epoch = null;
  }
}
