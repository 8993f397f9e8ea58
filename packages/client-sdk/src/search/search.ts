import {
  createId,
  type PastSearch,
  type RouteInput,
  type RouteOutput,
  type SavedSearch,
  type SavedSearchId,
  type SearchAnswer,
  type TimelineId,
} from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import type { Environment } from '../environment/environment.ts';
import type { Scope } from '../scope/scope.ts';
import type { WritableStore } from '../store/writable-store.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import { AnswerCache } from './answer-cache.ts';
import type { SearchClient, SearchSession, SearchState } from './api.ts';
import { TypedSearch } from './typed-search.ts';

/** What a search works with. */
export interface SearchParts {
  readonly api: Api;
  readonly sync: WorkspaceSync;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly newStore: <T>(value: T) => WritableStore<T>;
  /** The newest page of a timeline that the device keeps. */
  readonly heldPage: (id: TimelineId) => Promise<unknown>;
}

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly tries?: number;
}

/** Finds messages, people and channels of the open workspace. */
export class Search implements SearchClient {
  readonly #parts: SearchParts;
  readonly #cache: AnswerCache;

  constructor(parts: SearchParts) {
    this.#parts = parts;
    this.#cache = new AnswerCache(parts.environment.clock);
    // Another workspace, or another person: what was found for one is nobody else's.
    parts.sync.listen({ cleared: () => this.#cache.clear() });
  }

  async open(): Promise<SearchSession> {
    const scope = this.#parts.scope.child();
    const store = this.#parts.newStore<SearchState>({
      input: { text: '' },
      status: 'idle',
      found: null,
      loadingMore: false,
      error: null,
    });
    scope.add(() => store.dispose());
    return new TypedSearch({
      ...this.#parts,
      scope,
      store,
      cache: this.#cache,
      // The next key asks again, and the device answers meanwhile.
      query: (body, signal) => this.query(body, { signal, tries: 1 }),
    });
  }

  async query(input: RouteInput<'search.query'>['body'], options: CallOptions = {}): Promise<SearchAnswer> {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return this.#call('search.query', { body: { timeZone, ...input } }, options);
  }

  async suggest(
    body: RouteInput<'search.suggest'>['body'],
    options: CallOptions = {},
  ): Promise<RouteOutput<'search.suggest'>> {
    return this.#call('search.suggest', { body }, options);
  }

  async history(): Promise<readonly PastSearch[]> {
    return (await this.#call('search.listHistory', {})).items;
  }

  async remember(text: string): Promise<void> {
    await this.#call('search.remember', { body: { text } });
  }

  async forget(text?: string): Promise<void> {
    await this.#call('search.forget', { body: { text: text ?? null } });
  }

  async saved(): Promise<readonly SavedSearch[]> {
    return (await this.#call('search.listSaved', {})).items;
  }

  async save({ id = createId(), ...body }: Parameters<SearchClient['save']>[0]): Promise<SavedSearch> {
    const workspaceId = await this.#parts.sync.workspaceId();
    return this.#parts.api.call('search.save', { path: { workspaceId, savedSearchId: id }, body });
  }

  async removeSaved(savedSearchId: SavedSearchId): Promise<void> {
    const workspaceId = await this.#parts.sync.workspaceId();
    await this.#parts.api.call('search.removeSaved', { path: { workspaceId, savedSearchId } });
  }

  /** Calls a route of the open workspace that needs no more in its path. */
  async #call<
    K extends
      | 'search.query'
      | 'search.suggest'
      | 'search.listHistory'
      | 'search.remember'
      | 'search.forget'
      | 'search.listSaved',
  >(name: K, input: Omit<RouteInput<K>, 'path'>, options: CallOptions = {}): Promise<RouteOutput<K>> {
    const workspaceId = await this.#parts.sync.workspaceId();
    return this.#parts.api.call(
      name,
      { ...input, path: { workspaceId } } as unknown as RouteInput<K>,
      options,
    );
  }
}
