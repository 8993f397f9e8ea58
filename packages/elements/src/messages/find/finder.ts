import type { ChatClient, Message, Timeline } from '@fechatter/client-sdk';
import { isRetryable, limits } from '@fechatter/client-sdk';
import { folded } from './folded.ts';

/** Looks for a text in one conversation, from the newest message to the oldest. */
export interface Finder {
  /** Indexes of the messages that were found so far, rising. */
  readonly found: readonly number[];
  /** Index of the oldest message that was looked at. */
  readonly reached: number;
  /** Looks further back until another one is found or all was looked at. Raises what asking for it raises. */
  further(signal: AbortSignal): Promise<void>;
}

/** What was found among the messages before an index, and back to which one. */
interface Stretch {
  readonly found: readonly number[];
  readonly reached: number;
}

type LookBack = (before: number, signal: AbortSignal) => Promise<Stretch>;

/**
 * Looks for a text in a conversation.
 *
 * @param last - Index of the newest message.
 * @param read - What is read of the text of a message.
 */
export function finderIn(
  timeline: Timeline,
  last: number,
  text: string,
  search: ChatClient['search'],
  read: (text: string) => string,
): Finder {
  const wanted = folded(text);
  const matches = (message: Message): boolean =>
    message.deletedAt === null && folded(read(message.text)).includes(wanted);
  return new ConversationFinder(timeline, last, matches, bySearching(search, timeline, text, matches));
}

/** Looks first through what is loaded, and then further back in another way. */
class ConversationFinder implements Finder {
  readonly #timeline: Timeline;
  readonly #matches: (message: Message) => boolean;
  readonly #lookBack: LookBack;
  #found: readonly number[] = [];
  #reached: number;

  /** @param last - Index of the newest message. */
  constructor(timeline: Timeline, last: number, matches: (message: Message) => boolean, lookBack: LookBack) {
    this.#timeline = timeline;
    this.#matches = matches;
    this.#lookBack = lookBack;
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
      const { found, reached } = this.#loaded() ?? (await this.#lookBack(this.#reached, signal));
      this.#reached = reached;
      this.#found = [...found, ...this.#found];
    }
  }

  /** What the timeline has right there already; null when it has not. */
  #loaded(): Stretch | null {
    const messages = this.#timeline.store
      .get()
      .items.map(({ message }) => message)
      .filter(({ index }) => index > 0 && index < this.#reached);
    return messages.at(-1)?.index === this.#reached - 1 ? stretchOf(messages, this.#matches) : null;
  }
}

/** Reads message after message. */
function byReading(timeline: Timeline, matches: (message: Message) => boolean): LookBack {
  return async (before) => stretchOf(await timeline.read({ before, limit: limits.pageSize.max }), matches);
}

/**
 * Asks the search of the server, which knows the words of the whole conversation: a hundred thousand messages take one
 * request, and not five hundred. A server that has no search, or has not gone through all messages yet, is read from.
 */
function bySearching(
  search: ChatClient['search'],
  timeline: Timeline,
  text: string,
  matches: (message: Message) => boolean,
): LookBack {
  const reading = byReading(timeline, matches);
  // What means something in a query is only a text here.
  const words = text.replace(/["<>:]|(?<!\S)-/gu, ' ').trim();
  let cursor: string | undefined;
  let isOfUse = words !== '';
  return async (before, signal) => {
    if (!isOfUse) return reading(before, signal);
    try {
      const { messages, index } = await search.query(
        {
          text: `${words} in:<#${timeline.channelId}>`,
          find: ['messages'],
          sort: 'newest',
          facets: false,
          limit: limits.searchPage.max,
          ...(cursor !== undefined && { cursor }),
        },
        { signal },
      );
      isOfUse = !index.building;
      if (!isOfUse) return await reading(before, signal);
      // Words that are spelt almost so are no match here.
      if (messages.match !== 'all') return { found: [], reached: 1 };
      const hits = messages.items
        .map(({ message }) => message)
        .filter(
          (message) =>
            message.index < before && message.timelineId === timeline.channelId && matches(message),
        )
        .map((message) => message.index)
        .sort((a, b) => a - b);
      cursor = messages.next ?? undefined;
      const oldest = messages.items.at(-1)?.message.index ?? 1;
      return { found: hits, reached: cursor === undefined ? 1 : Math.max(1, Math.min(before, oldest)) };
    } catch (error) {
      if (signal.aborted || isRetryable(error)) throw error;
      isOfUse = false;
      return reading(before, signal);
    }
  };
}

function stretchOf(messages: readonly Message[], matches: (message: Message) => boolean): Stretch {
  return {
    found: messages.filter(matches).map(({ index }) => index),
    // Where nothing comes any more is the beginning.
    reached: messages[0]?.index ?? 1,
  };
}
