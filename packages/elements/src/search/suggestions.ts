/** What can be completed where the caret stands: operators and their values at once, names and words as they come. */
import {
  completionAt,
  formatSearch,
  operatorsLike,
  operatorValuesLike,
  type Channel,
  type ChatClient,
  type Completion,
  type SearchOperator,
  type SearchSuggestion,
  type User,
} from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { matchesName } from '../composer/mention-completion.ts';

const DELAY_MS = 100;
/** So many are offered while a word is written, since what it finds is shown anyway; a value has more. */
const MOST = { word: 4, value: 8 } as const;

/** A completion of what is being written. */
export type Suggestion = {
  /** Where what is being written begins and ends; `insert` takes its place. */
  readonly start: number;
  readonly end: number;
  readonly insert: string;
} & (
  | { readonly type: 'operator'; readonly operator: SearchOperator }
  | { readonly type: 'value'; readonly operator: SearchOperator; readonly value: string }
  | { readonly type: 'person'; readonly user: User }
  | { readonly type: 'channel'; readonly channel: Channel }
  | { readonly type: 'word'; readonly word: string }
);

/** Offers completions of what is being written, and renders its host when they change. */
export class Suggestions implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #client: () => ChatClient | undefined;
  #items: readonly Suggestion[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | null = null;

  constructor(host: ReactiveControllerHost, client: () => ChatClient | undefined) {
    this.#host = host;
    this.#client = client;
    host.addController(this);
  }

  get items(): readonly Suggestion[] {
    return this.#items;
  }

  hostDisconnected(): void {
    this.close();
  }

  /** Offers nothing any more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = null;
    this.#offer([]);
  }

  /** Follows what is typed. */
  follow(text: string, caret: number): void {
    this.close();
    const client = this.#client();
    const completion = completionAt(text, caret);
    if (completion === null || client === undefined) return;
    const fixed = fixedSuggestions(completion);
    this.#offer(fixed);
    if (completion.type === 'value' && !takesName(completion)) return;
    const running = new AbortController();
    this.#running = running;
    this.#timer = setTimeout(() => {
      const limit = MOST[completion.type] + fixed.length;
      client.search.suggest({ text, caret, limit }, { signal: running.signal }).then(
        ({ start, end, items, users, channels }) => {
          if (this.#running !== running) return;
          const named = items.flatMap((item) => asSuggestion(item, start, end, users, channels));
          this.#offer([...fixed, ...named].slice(0, limit));
        },
        () => {
          // Without the server those who are known here are better than none.
          if (this.#running === running) this.#offer([...fixed, ...known(completion, client)]);
        },
      );
    }, DELAY_MS);
  }

  #offer(items: readonly Suggestion[]): void {
    if (items.length === 0 && this.#items.length === 0) return;
    this.#items = items;
    this.#host.requestUpdate();
  }
}

/** Every operator, for whoever has written nothing yet. */
export const operatorSuggestions = (text: string): readonly Suggestion[] =>
  operatorsLike('').map((operator) => ({
    type: 'operator',
    operator,
    insert: `${operator}:`,
    start: text.length,
    end: text.length,
  }));

function fixedSuggestions(completion: Completion): readonly Suggestion[] {
  const { start, end, negated, written } = completion;
  const minus = negated ? '-' : '';
  if (completion.type === 'word')
    return written.length < 2
      ? []
      : operatorsLike(written).map((operator) => ({
          type: 'operator',
          operator,
          insert: `${minus}${operator}:`,
          start,
          end,
        }));
  const { operator } = completion;
  return operatorValuesLike(operator, written)
    .filter((value) => value !== written)
    .map((value) => ({ type: 'value', operator, value, insert: `${minus}${operator}:${value}`, start, end }));
}

const takesName = (completion: Completion): boolean =>
  completion.type === 'value' && (completion.takes === 'person' || completion.takes === 'channel');

function asSuggestion(
  item: SearchSuggestion,
  start: number,
  end: number,
  users: readonly User[],
  channels: readonly Channel[],
): readonly Suggestion[] {
  const place = { start, end, insert: item.insert };
  const user = users.find(({ id }) => id === item.userId);
  if (item.type === 'person' && user !== undefined) return [{ type: 'person', user, ...place }];
  const channel = channels.find(({ id }) => id === item.channelId);
  if (item.type === 'channel' && channel !== undefined) return [{ type: 'channel', channel, ...place }];
  // Operators and their values are offered at once, in the reader's language.
  return item.type === 'word' ? [{ type: 'word', word: item.label, ...place }] : [];
}

/** The people and channels of the device. */
function known(completion: Completion, client: ChatClient): readonly Suggestion[] {
  const { start, end, negated } = completion;
  const written = completion.written.replace(/^[@#]/, '').toLocaleLowerCase();
  if (written === '' && completion.type === 'word') return [];
  const { users, channels } = client.store.get();
  const takes = completion.type === 'value' ? completion.takes : null;
  const held = (fallback: SearchOperator, value: string): string => {
    const operator = completion.type === 'value' ? completion.operator : fallback;
    return formatSearch([{ type: 'filter', operator, value, negated }]);
  };
  const people =
    takes === 'channel'
      ? []
      : [...users.values()]
          .filter(({ name, removed }) => !removed && matchesName(name, written))
          .map((user): Suggestion => ({ type: 'person', user, insert: held('from', user.name), start, end }));
  const places =
    takes === 'person'
      ? []
      : [...channels.values()]
          .map(({ channel }) => channel)
          .filter(({ name }) => name !== '' && matchesName(name, written))
          .map((channel): Suggestion => ({
            type: 'channel',
            channel,
            insert: held('in', channel.name),
            start,
            end,
          }));
  return [...people, ...places].slice(0, MOST[completion.type]);
}
