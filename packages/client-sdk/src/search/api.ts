import type {
  PastSearch,
  RouteInput,
  RouteOutput,
  SavedSearch,
  SavedSearchId,
  SearchAnswer,
  SearchSort,
} from '@fechatter/protocol';
import type { ChatError } from '../errors/chat-error.ts';
import type { ReadableStore } from '../store/store.ts';

/** What somebody looks for. */
export interface SearchInput {
  /** As they wrote it: words and operators. */
  readonly text: string;
  readonly sort?: SearchSort;
  /** Whether each message says where its score comes from. */
  readonly explain?: boolean;
}

/** What was found, and by whom. */
export type SearchFound = SearchAnswer & {
  /** `device`: the server could not be reached, so this is what the device holds: newer and fewer messages, no counts. */
  readonly source: 'server' | 'device';
  readonly input: SearchInput;
};

export interface SearchState {
  readonly input: SearchInput;
  /** `waiting`: for the next key. `searching`: `found` is still what was found before. */
  readonly status: 'idle' | 'waiting' | 'searching' | 'ready' | 'failed';
  readonly found: SearchFound | null;
  readonly loadingMore: boolean;
  readonly error: ChatError | null;
}

/** A search as it is being typed: the last input wins, whichever answer comes first. */
export interface SearchSession {
  readonly store: ReadableStore<SearchState>;
  /** Searches when nothing was changed for a moment; gives up what was being searched for. */
  set(input: SearchInput): void;
  /** Searches at once, also for what was found already. */
  run(): void;
  /** Adds the next page to what was found. */
  more(): Promise<void>;
  /** Ends its requests and timers. */
  dispose(): void;
}

/** Finds messages, people and channels. Loaded when it is first used. */
export interface SearchClient {
  /** Begins a search as it is being typed. */
  open(): Promise<SearchSession>;
  /** Searches once. */
  query(
    input: RouteInput<'search.query'>['body'],
    options?: { readonly signal?: AbortSignal },
  ): Promise<SearchAnswer>;
  /** Completes what is being written at the caret. */
  suggest(
    input: RouteInput<'search.suggest'>['body'],
    options?: { readonly signal?: AbortSignal },
  ): Promise<RouteOutput<'search.suggest'>>;
  /** What the person searched for before, the newest first, on any device. */
  history(): Promise<readonly PastSearch[]>;
  remember(text: string): Promise<void>;
  /** Forgets one search, or all. */
  forget(text?: string): Promise<void>;
  /** The searches that the person saved, by name. */
  saved(): Promise<readonly SavedSearch[]>;
  save(input: {
    readonly id?: SavedSearchId;
    readonly name: string;
    readonly text: string;
    readonly sort?: SearchSort;
  }): Promise<SavedSearch>;
  removeSaved(id: SavedSearchId): Promise<void>;
}
