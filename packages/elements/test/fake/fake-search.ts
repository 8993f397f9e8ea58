import type {
  PastSearch,
  SavedSearch,
  SearchClient,
  SearchFound,
  SearchHit,
  SearchInput,
  SearchSession,
  SearchState,
} from '@fechatter/client-sdk';
import { completionAt, parseSearch } from '@fechatter/client-sdk';
import { FakeStore } from './fake-store.ts';
import { FakeError } from './fake-timeline.ts';
import { fakeId, type FakeWorld } from './fake-world.ts';

const PAGE = 20;

const idle: SearchState = {
  input: { text: '' },
  status: 'idle',
  found: null,
  loadingMore: false,
  error: null,
};

/** A search of the messages of a world: those that hold every word. */
export class FakeSearch implements SearchClient {
  readonly #world: FakeWorld;
  #history: PastSearch[] = [];
  #saved: SavedSearch[] = [];
  /** Changes what is found before it is answered. */
  adjust: (found: SearchFound) => SearchFound = (found) => found;
  /** What the next page fails with. */
  moreFails: FakeError | null = null;
  /** What the next searches fail with, or where they are answered. */
  mode: 'server' | 'device' | 'failing' | 'slow' = 'server';

  constructor(world: FakeWorld) {
    this.#world = world;
  }

  open(): Promise<SearchSession> {
    const store = new FakeStore<SearchState>(idle);
    const run = (): void => {
      const { input } = store.get();
      if (input.text.trim() === '') store.set({ ...idle, input });
      else if (this.mode === 'slow') store.set({ ...store.get(), status: 'searching' });
      else if (this.mode === 'failing')
        store.set({ ...store.get(), status: 'failed', error: new FakeError('search_unavailable') });
      else store.set({ ...store.get(), input, status: 'ready', error: null, found: this.#page(input, PAGE) });
    };
    return Promise.resolve({
      store,
      set: (input) => {
        store.set({ ...store.get(), input, status: 'waiting' });
        run();
      },
      run,
      more: async () => {
        const { input, found } = store.get();
        if (found?.messages.next == null || store.get().loadingMore) return;
        store.set({ ...store.get(), loadingMore: true });
        await Promise.resolve();
        const failure = this.moreFails;
        this.moreFails = null;
        store.set({
          ...store.get(),
          loadingMore: false,
          ...(failure === null && { found: this.#page(input, found.messages.items.length + PAGE) }),
        });
        if (failure !== null) throw failure;
      },
      dispose: () => undefined,
    });
  }

  /** What was asked once, by its text. */
  readonly queries: string[] = [];

  query: SearchClient['query'] = async ({ text, limit = 20, cursor = '0' }) => {
    this.queries.push(text);
    await this.#world.answer();
    if (this.mode === 'failing') throw new FakeError('search_unavailable', { retryable: false });
    const found = this.#find({ text });
    const channel = /in:<#([^>]+)>/.exec(text)?.[1];
    const all = found.messages.items
      .filter(({ message }) => channel === undefined || message.channelId === channel)
      .sort((a, b) => b.message.index - a.message.index);
    const end = Number(cursor) + limit;
    return {
      ...found,
      messages: {
        ...found.messages,
        items: all.slice(Number(cursor), end),
        total: all.length,
        next: end < all.length ? String(end) : null,
      },
    };
  };

  suggest: SearchClient['suggest'] = ({ text }) => {
    const completion = completionAt(text);
    if (completion === null)
      return Promise.resolve({ start: text.length, end: text.length, items: [], users: [], channels: [] });
    const { start, end } = completion;
    const written = completion.written.toLowerCase();
    const names = [...this.#world.store.get().users.values()].filter(
      ({ name }) => written !== '' && name.toLowerCase().startsWith(written),
    );
    return Promise.resolve({
      start,
      end,
      items: [
        ...('from'.startsWith(written) && written !== ''
          ? [{ type: 'operator' as const, label: 'Messages of a person', insert: 'from:' }]
          : []),
        ...names.map(({ id, name }) => ({
          type: 'person' as const,
          label: name,
          insert: `from:"${name}"`,
          userId: id,
        })),
      ],
      users: names,
      channels: [],
    });
  };

  history(): Promise<readonly PastSearch[]> {
    return Promise.resolve(this.#history);
  }

  remember(text: string): Promise<void> {
    this.#history = [
      { text, usedAt: new Date().toISOString() },
      ...this.#history.filter((one) => one.text !== text),
    ];
    return Promise.resolve();
  }

  forget(text?: string): Promise<void> {
    this.#history = text === undefined ? [] : this.#history.filter((one) => one.text !== text);
    return Promise.resolve();
  }

  saved(): Promise<readonly SavedSearch[]> {
    return Promise.resolve(this.#saved);
  }

  save({
    id = fakeId(),
    name,
    text,
    sort = 'relevance',
  }: Parameters<SearchClient['save']>[0]): Promise<SavedSearch> {
    const saved: SavedSearch = { id, name, text, sort, createdAt: new Date().toISOString() };
    this.#saved = [...this.#saved.filter((one) => one.id !== id), saved];
    return Promise.resolve(saved);
  }

  removeSaved(id: string): Promise<void> {
    this.#saved = this.#saved.filter((one) => one.id !== id);
    return Promise.resolve();
  }

  /** What is found, as far as a session has asked for it. */
  #page(input: SearchInput, count: number): SearchFound {
    const found = this.adjust(this.#find(input));
    const { items } = found.messages;
    return {
      ...found,
      messages: {
        ...found.messages,
        items: items.slice(0, count),
        next: items.length > count ? String(count) : null,
      },
    };
  }

  #find(input: SearchInput): SearchFound {
    const { users, channels } = this.#world.store.get();
    const clauses = parseSearch(input.text);
    const words = clauses.flatMap((clause) => (clause.type === 'filter' ? [] : [clause.text.toLowerCase()]));
    const from = clauses.flatMap((clause) =>
      clause.type === 'filter' && clause.operator === 'from' ? [clause.value.toLowerCase()] : [],
    );
    const items: SearchHit[] = [...this.#world.messages.values()]
      .flat()
      .filter(({ text, authorId, deletedAt }) => {
        const name = users.get(authorId)?.name.toLowerCase() ?? '';
        return (
          deletedAt === null &&
          words.every((word) => text.toLowerCase().includes(word)) &&
          from.every((one) => name.startsWith(one))
        );
      })
      .map((message) => ({
        message,
        score: 1,
        ...(input.explain === true && {
          explanation: {
            text: 1,
            recency: 1,
            closeness: 1,
            quality: 1,
            words: words.map((word) => ({ word, match: 'exact' as const })),
          },
        }),
        ranges: words
          .map((word) => message.text.toLowerCase().indexOf(word))
          .map((start, at) => ({ start, end: start + (words[at]?.length ?? 0) }))
          .sort((a, b) => a.start - b.start),
      }));
    const count = <T extends string>(values: readonly T[]) =>
      [...new Set(values)].map((value) => ({ value, count: values.filter((one) => one === value).length }));
    return {
      input,
      source: this.mode === 'device' ? 'device' : 'server',
      messages: {
        items,
        total: items.length,
        match: 'all',
        facets:
          this.mode === 'device'
            ? null
            : {
                sender: count(items.map(({ message }) => message.authorId)),
                channel: count(items.map(({ message }) => message.channelId)),
                kind: [{ value: 'text', count: items.length }],
                month: count(items.map(({ message }) => message.createdAt.slice(0, 7))),
              },
        next: null,
      },
      people: [...users.values()].filter(({ name }) =>
        words.some((word) => name.toLowerCase().startsWith(word)),
      ),
      channels: [...channels.values()]
        .map(({ channel }) => channel)
        .filter(({ name }) => words.some((word) => name !== '' && name.toLowerCase().startsWith(word))),
      users: [...users.values()],
      didYouMean: null,
      notices: [],
      index: { behind: 0, building: false },
    };
  }
}
