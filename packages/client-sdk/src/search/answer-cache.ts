import type { SearchAnswer } from '@fechatter/protocol';
import type { Clock } from '../environment/clock.ts';
import type { SearchInput } from './api.ts';

/** An answer is shown again at once for so long; it is asked for anew all the same. */
const FRESH_MS = 60_000;
const MOST_ANSWERS = 50;

/** What one person was answered in one workspace, to be shown at once when they go back to a query. */
export class AnswerCache {
  readonly #clock: Clock;
  readonly #answers = new Map<string, { readonly answer: SearchAnswer; readonly at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param mayRead - Whether a channel is still one of the reader's: an answer with another one is not shown again. */
  get(input: SearchInput, mayRead: (channelId: string) => boolean): SearchAnswer | null {
    const key = keyOf(input);
    const kept = this.#answers.get(key);
    if (!kept) return null;
    const { items, facets } = kept.answer.messages;
    const channels = [
      ...items.map(({ message }) => message.channelId),
      ...(facets?.channel ?? []).map(({ value }) => value),
    ];
    if (this.#clock.now() - kept.at <= FRESH_MS && channels.every(mayRead)) return kept.answer;
    this.#answers.delete(key);
    return null;
  }

  set(input: SearchInput, answer: SearchAnswer): void {
    const key = keyOf(input);
    this.#answers.delete(key);
    this.#answers.set(key, { answer, at: this.#clock.now() });
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= MOST_ANSWERS) return;
      this.#answers.delete(oldest);
    }
  }

  clear(): void {
    this.#answers.clear();
  }
}

const keyOf = ({ text, sort = 'relevance', explain = false }: SearchInput): string =>
  `${sort}:${explain}:${text}`;
