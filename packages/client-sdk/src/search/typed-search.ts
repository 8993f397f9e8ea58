import type { RouteInput, SearchAnswer } from '@fechatter/protocol';
import { ChatError } from '../errors/chat-error.ts';
import { NetworkError } from '../errors/network-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import type { Scope } from '../scope/scope.ts';
import type { WritableStore } from '../store/writable-store.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { SearchFound, SearchInput, SearchSession, SearchState } from './api.ts';
import { searchDevice } from './device-search.ts';
import type { SearchParts } from './search.ts';

/** Time after a key in which the next one is waited for. */
const PAUSE_MS = 120;

interface Parts extends SearchParts {
  readonly scope: Scope;
  readonly store: WritableStore<SearchState>;
  readonly cache: AnswerCache;
  readonly query: (body: RouteInput<'search.query'>['body'], signal: AbortSignal) => Promise<SearchAnswer>;
}

/** A search as it is being typed: waits for the next key, gives up what was overtaken, and falls back on the device. */
export class TypedSearch implements SearchSession {
  readonly store: WritableStore<SearchState>;
  readonly #parts: Parts;
  #cancelWait: () => void = () => undefined;
  /** Of the search under way; another one takes its place. */
  #running: AbortController | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.store = parts.store;
    parts.scope.add(() => this.#running?.abort());
  }

  set(input: SearchInput): void {
    const before = this.store.get();
    if (
      input.text === before.input.text &&
      input.sort === before.input.sort &&
      input.explain === before.input.explain
    )
      return;
    this.#giveUp();
    if (input.text.trim() === '') {
      this.#change({ input, status: 'idle', found: null, error: null });
      return;
    }
    this.#change({ input, status: 'waiting', error: null });
    this.#cancelWait = this.#parts.scope.after(PAUSE_MS, () => this.run());
  }

  run(): void {
    this.#giveUp();
    const { input } = this.store.get();
    if (input.text.trim() === '' || this.#parts.scope.signal.aborted) return;
    const running = new AbortController();
    this.#running = running;
    const known = this.#parts.cache.get(input, (id) => this.#parts.sync.view.channels.has(id));
    this.#change({
      status: 'searching',
      error: null,
      ...(known && { found: asFound(known, input, 'server') }),
    });
    void this.#search(input, running);
  }

  async more(): Promise<void> {
    const { found, loadingMore, input } = this.store.get();
    const cursor = found?.messages.next;
    if (!found || loadingMore || cursor == null || found.input !== input) return;
    const running = this.#running ?? new AbortController();
    this.#running = running;
    this.#change({ loadingMore: true });
    try {
      const next = await this.#parts.query(
        { ...input, cursor, facets: false, find: ['messages'] },
        running.signal,
      );
      if (this.#running !== running) return;
      const known = new Set(found.messages.items.map(({ message }) => message.id));
      const items = [
        ...found.messages.items,
        ...next.messages.items.filter(({ message }) => !known.has(message.id)),
      ];
      const users = new Map([...found.users, ...next.users].map((user) => [user.id, user]));
      this.#change({
        loadingMore: false,
        found: {
          ...found,
          users: [...users.values()],
          messages: { ...found.messages, items, next: next.messages.next },
        },
      });
    } catch (error) {
      if (this.#running === running) this.#change({ loadingMore: false });
      throw error;
    }
  }

  dispose(): void {
    this.#giveUp();
    this.#parts.scope.dispose();
  }

  async #search(input: SearchInput, running: AbortController): Promise<void> {
    try {
      const answer = await this.#parts.query(input, running.signal);
      if (this.#running !== running) return;
      this.#parts.cache.set(input, answer);
      this.#change({ status: 'ready', found: asFound(answer, input, 'server') });
    } catch (error) {
      if (this.#running !== running) return;
      if (error instanceof NetworkError || error instanceof TimeoutError)
        await this.#searchHere(input, running);
      else this.#fail(error);
    }
  }

  /** Without a network: what the device holds is better than nothing, when it is said to be that. */
  async #searchHere(input: SearchInput, running: AbortController): Promise<void> {
    try {
      const answer = await searchDevice(this.#parts, input);
      if (this.#running === running)
        this.#change({ status: 'ready', found: asFound(answer, input, 'device') });
    } catch (error) {
      if (this.#running === running) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (error instanceof ChatError) this.#change({ status: 'failed', error });
    else this.#parts.environment.onError(error);
  }

  #giveUp(): void {
    this.#cancelWait();
    this.#running?.abort();
    this.#running = null;
    if (this.store.get().loadingMore) this.#change({ loadingMore: false });
  }

  #change(change: Partial<SearchState>): void {
    this.store.set({ ...this.store.get(), ...change });
  }
}

const asFound = (answer: SearchAnswer, input: SearchInput, source: SearchFound['source']): SearchFound => ({
  ...answer,
  input,
  source,
});
