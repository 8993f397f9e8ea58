import type { Message, Timeline } from '@fechatter/client-sdk';

/** So many messages are read at a time. */
const PAGE = 200;

/** Looks for a text in one conversation, from the newest message to the oldest. */
export interface Finder {
  /** Indexes of the messages that were found so far, rising. */
  readonly found: readonly number[];
  /** Index of the oldest message that was looked at. */
  readonly reached: number;
  /** Looks further back until another one is found or all was looked at. Raises what reading raises. */
  further(signal: AbortSignal): Promise<void>;
}

/** Finds by reading: for servers that cannot search, and for what they do not search. */
export class ReadingFinder implements Finder {
  readonly #timeline: Timeline;
  readonly #matches: (message: Message) => boolean;
  #found: readonly number[] = [];
  #reached: number;

  /** @param last - Index of the newest message. */
  constructor(timeline: Timeline, last: number, matches: (message: Message) => boolean) {
    this.#timeline = timeline;
    this.#matches = matches;
    this.#reached = last + 1;
  }

  get found(): readonly number[] {
    return this.#found;
  }

  get reached(): number {
    return this.#reached;
  }

  async further(signal: AbortSignal): Promise<void> {
    const before = this.#found.length;
    while (this.#reached > 1 && this.#found.length === before) {
      signal.throwIfAborted();
      const messages = this.#loaded() ?? (await this.#timeline.read({ before: this.#reached, limit: PAGE }));
      const first = messages[0];
      if (first === undefined) {
        this.#reached = 1;
        return;
      }
      this.#reached = first.index;
      this.#found = [...messages.filter(this.#matches).map(({ index }) => index), ...this.#found];
    }
  }

  /** What the timeline has there already; null when it has not. */
  #loaded(): readonly Message[] | null {
    const messages = this.#timeline.store
      .get()
      .items.map(({ message }) => message)
      .filter(({ index }) => index > 0 && index < this.#reached);
    return messages.at(-1)?.index === this.#reached - 1 ? messages : null;
  }
}

/** A text as it is compared: without case, accents and differences of form. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
