import type { ChannelId, LoggedEvent, UserId } from '@fechatter/protocol';

/** An event before it has its place in the log. */
export type NewEvent = LoggedEvent extends infer E
  ? E extends LoggedEvent
    ? Omit<E, 'seq' | 'at'>
    : never
  : never;

/** Whom an event is for. */
export type Audience =
  | { readonly to: 'workspace' }
  | { readonly to: 'channel'; readonly channelId: ChannelId }
  | { readonly to: 'channel-and-user'; readonly channelId: ChannelId; readonly userId: UserId }
  | { readonly to: 'user'; readonly userId: UserId };

export interface LogEntry {
  readonly audience: Audience;
  event: LoggedEvent;
}

/** The event log of one workspace: a dense `seq`, and an epoch that tells one log from another. */
export class EventLog {
  readonly entries: LogEntry[] = [];
  readonly #now: () => string;
  readonly #listeners = new Set<(entry: LogEntry) => void>();
  #epoch = 'test-1';
  #epochs = 1;
  #head = 0;
  #trimmed = 0;

  constructor(now: () => string) {
    this.#now = now;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** The seq of the newest event. */
  get head(): number {
    return this.#head;
  }

  /** The seq that the next event gets: the version of what it tells of. */
  get next(): number {
    return this.#head + 1;
  }

  /** Events up to this seq are not in the log any more. */
  get trimmed(): number {
    return this.#trimmed;
  }

  append(audience: Audience, event: NewEvent): void {
    this.#head += 1;
    const entry = { audience, event: { ...event, seq: this.#head, at: this.#now() } };
    this.entries.push(entry);
    for (const listener of this.#listeners) listener(entry);
  }

  onAppend(listener: (entry: LogEntry) => void): void {
    this.#listeners.add(listener);
  }

  after(seq: number): readonly LogEntry[] {
    return this.entries.slice(Math.max(0, seq - this.#trimmed));
  }

  /** Forgets what has happened so far, as a log does that is kept for a while only. */
  trim(): void {
    this.entries.length = 0;
    this.#trimmed = this.#head;
  }

  /** From now on it is another log, as after a restore from a backup: no cursor of before is of use. */
  replace(): void {
    this.trim();
    this.#epochs += 1;
    this.#epoch = `test-${this.#epochs}`;
  }
}
