import type { WorkspaceId } from '@fechatter/protocol';
import {
  SearchEngineError,
  type EngineAnswer,
  type EngineQuery,
  type EngineStatus,
  type Generation,
  type IndexedMessage,
  type IndexPosition,
  type SearchEngine,
  type WordQuery,
} from '../engine.ts';
import { MessageIndex } from './message-index.ts';
import { findWords, searchIndex } from './search.ts';

interface Held {
  readonly index: MessageIndex;
  position: IndexPosition | null;
}

/** Holds the indexes of workspaces in the memory of its thread. */
export class MemoryEngine implements SearchEngine {
  readonly name = 'memory';
  readonly isLasting = false;
  readonly #current = new Map<WorkspaceId, Held>();
  readonly #next = new Map<WorkspaceId, Held>();

  async position(workspaceId: WorkspaceId): Promise<IndexPosition | null> {
    return this.#current.get(workspaceId)?.position ?? null;
  }

  async apply(
    workspaceId: WorkspaceId,
    messages: readonly IndexedMessage[],
    position: IndexPosition,
    generation: Generation,
  ): Promise<void> {
    const all = generation === 'current' ? this.#current : this.#next;
    const held = all.get(workspaceId) ?? empty();
    for (const message of messages) held.index.put(message);
    held.position = position;
    all.set(workspaceId, held);
  }

  async begin(workspaceId: WorkspaceId): Promise<void> {
    this.#next.set(workspaceId, empty());
  }

  async promote(workspaceId: WorkspaceId): Promise<void> {
    const next = this.#next.get(workspaceId);
    if (!next) throw new SearchEngineError('there is no index to take the place of the other one');
    this.#current.set(workspaceId, next);
    this.#next.delete(workspaceId);
  }

  async search(workspaceId: WorkspaceId, query: EngineQuery): Promise<EngineAnswer> {
    return searchIndex(this.#indexOf(workspaceId), query);
  }

  async words(workspaceId: WorkspaceId, query: WordQuery): Promise<readonly string[]> {
    return findWords(this.#indexOf(workspaceId), query);
  }

  async status(workspaceId: WorkspaceId): Promise<EngineStatus> {
    return this.#indexOf(workspaceId).status();
  }

  async drop(workspaceId: WorkspaceId): Promise<void> {
    this.#current.delete(workspaceId);
    this.#next.delete(workspaceId);
  }

  async close(): Promise<void> {
    this.#current.clear();
    this.#next.clear();
  }

  /** While the first index of a workspace is being built, what there is of it answers. */
  #indexOf(workspaceId: WorkspaceId): MessageIndex {
    return (this.#current.get(workspaceId) ?? this.#next.get(workspaceId) ?? empty()).index;
  }
}

const empty = (): Held => ({ index: new MessageIndex(), position: null });
