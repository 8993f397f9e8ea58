import type { MessageId } from '@fechatter/protocol';

/** How far back an answer is certain to be found, in messages of the source. */
const REACH = 100_000;

/** What an answer has to know of a message before it. */
export interface Spoken {
  readonly messageId: MessageId;
  readonly channel: string;
  readonly line: number;
}

/**
 * The messages that an answer may name: the newest ones, so that a file of any length takes the same memory.
 * In real talk nothing older is answered; where it is, the message comes without its link.
 */
export class ReplyWindow {
  readonly #reach: number;
  #newer = new Map<string, Spoken>();
  #older = new Map<string, Spoken>();

  constructor(reach = REACH) {
    this.#reach = reach;
  }

  add(sourceId: string, spoken: Spoken): void {
    if (this.#newer.size >= this.#reach) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(sourceId, spoken);
  }

  find(sourceId: string): Spoken | undefined {
    return this.#newer.get(sourceId) ?? this.#older.get(sourceId);
  }

  /** The message that is answered: of all that are named, the latest in the same channel. */
  target(sourceIds: readonly string[], channel: string): MessageId | null {
    let latest: Spoken | undefined;
    for (const id of sourceIds) {
      const spoken = this.find(id);
      if (spoken?.channel === channel && spoken.line > (latest?.line ?? 0)) latest = spoken;
    }
    return latest?.messageId ?? null;
  }
}
