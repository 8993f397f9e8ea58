import type {
  EphemeralEvent,
  LoggedEvent,
  Snapshot,
  WorkspaceId,
  WorkspaceSummary,
} from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import type { SessionKeeper } from '../auth/session-keeper.ts';
import { TypingExpiry } from '../channels/typing-expiry.ts';
import type { SyncTarget } from '../connection/connection.ts';
import type { ViewCache } from '../device/view-cache.ts';
import type { Environment } from '../environment/environment.ts';
import { AbortedError } from '../errors/aborted-error.ts';
import { ApiError } from '../errors/api-error.ts';
import { NotSignedInError } from '../errors/not-signed-in-error.ts';
import type { Scope } from '../scope/scope.ts';
import type { Batch } from '../store/batch.ts';
import type { WritableStore } from '../store/writable-store.ts';
import { replyGuards } from '../wire/guards.ts';
import type { WorkspaceState } from './api.ts';
import { applyEvent } from './apply-event.ts';
import { emptyState, fromSnapshot, type SyncedState } from './synced-state.ts';

/** Follows the open workspace: those who keep more than the workspace's own state. */
export interface SyncListener {
  /** An event was applied to the state. */
  event?(event: LoggedEvent | EphemeralEvent): void;
  /** A snapshot took the place of everything that was known: what was derived from events is to be had anew. */
  snapshot?(): void;
  /** Another workspace was opened, or the session ended. */
  cleared?(): void;
  /** A connection stands. */
  opened?(connectionId: string): void;
}

interface Parts {
  readonly api: Api;
  readonly session: SessionKeeper;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly batch: Batch;
  readonly store: WritableStore<WorkspaceState>;
}

/** Events that are remembered as applied: more than come between two heartbeats, after which a loss is repaired (C11). */
const REMEMBERED = 2_000;

/** Keeps the state of the open workspace: from a snapshot, the events after it, and the replies to calls. */
export class WorkspaceSync implements SyncTarget {
  readonly #parts: Parts;
  readonly #listeners = new Set<SyncListener>();
  readonly #typing: TypingExpiry;
  readonly #applied = new Set<number>();
  #state: SyncedState = emptyState;
  /** The turn of the batch in which the state's draft was begun: what it has shown is not changed in place. */
  #draftedIn = -1;
  #slug: string | null;
  #workspaceId: WorkspaceId | null = null;
  #cursor: string | null = null;
  /** Counts the workspaces opened, so that an answer for an older one changes nothing. */
  #opened = 0;
  #kept: Promise<{ readonly view: ViewCache | null }> = Promise.resolve({ view: null });
  #restoring: Promise<void> = Promise.resolve();

  constructor(parts: Parts, slug: string | null) {
    this.#parts = parts;
    this.#slug = slug;
    this.#typing = new TypingExpiry(parts.scope, (event) => this.apply(event));
    parts.session.onEnd(() => this.#clear());
  }

  get view(): WorkspaceState {
    return this.#state.view;
  }

  /** Returns the way to stop. */
  listen(listener: SyncListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Makes another workspace the open one. */
  open(slug: string): void {
    this.#slug = slug;
    this.#clear();
    this.restore(this.#kept);
  }

  /** Shows what the device kept of the open workspace, until the server tells better. */
  restore(kept: Promise<{ readonly view: ViewCache | null }>): void {
    this.#kept = kept;
    this.#restoring = this.#restore(kept);
  }

  async #restore(kept: Promise<{ readonly view: ViewCache | null }>): Promise<void> {
    const opened = this.#opened;
    const snapshot = await (await kept).view?.workspace(this.knownWorkspaceId);
    if (opened !== this.#opened || this.#cursor !== null) return;
    if (replyGuards['workspaces.snapshot']?.(snapshot) === true) this.#take(snapshot as Snapshot);
  }

  #take(snapshot: Snapshot): void {
    this.#cursor = snapshot.cursor;
    this.#applied.clear();
    this.update(() => fromSnapshot(snapshot));
  }

  /** Up to where the state is known; null while nothing is. */
  get cursor(): string | null {
    return this.#cursor;
  }

  #clear(): void {
    this.#opened += 1;
    this.#workspaceId = null;
    this.#cursor = null;
    this.#applied.clear();
    this.#typing.clear();
    this.#parts.batch.run(() => {
      this.update(() => emptyState);
      this.#tell((listener) => listener.cleared?.());
    });
  }

  /**
   * The id of the open workspace: the one named when the client was made or by `open`, else the first one of the caller.
   *
   * @throws {@link NotSignedInError}; {@link ApiError} `not_found` when the caller does not belong to it
   */
  async workspaceId(): Promise<WorkspaceId> {
    if (this.#workspaceId !== null) return this.#workspaceId;
    const { session, api } = this.#parts;
    const opened = this.#opened;
    const account = (await session.load())?.account;
    if (account === undefined) throw new NotSignedInError();
    let found = this.#find(account.workspaces);
    if (found === undefined) {
      const { items } = await api.call('workspaces.list', {});
      found = this.#find(items);
      if (found !== undefined) session.updateAccount((current) => ({ ...current, workspaces: items }));
    }
    if (opened !== this.#opened) throw new AbortedError('Another workspace was opened');
    if (found === undefined) {
      const which = this.#slug === null ? 'no workspace' : `no workspace "${this.#slug}"`;
      throw new ApiError({
        code: 'not_found',
        status: 404,
        retryable: false,
        message: `This account belongs to ${which}`,
      });
    }
    return (this.#workspaceId = found.workspace.id);
  }

  #find(workspaces: readonly WorkspaceSummary[]): WorkspaceSummary | undefined {
    return this.#slug === null
      ? workspaces[0]
      : workspaces.find(({ workspace }) => workspace.slug === this.#slug);
  }

  /** The id of the open workspace if it is known without asking. */
  get knownWorkspaceId(): WorkspaceId | null {
    return (
      this.#workspaceId ??
      this.#find(this.#parts.session.session?.account.workspaces ?? [])?.workspace.id ??
      null
    );
  }

  async prepare(
    signal: AbortSignal,
  ): Promise<{ readonly workspaceId: WorkspaceId; readonly cursor: string }> {
    const opened = this.#opened;
    const workspaceId = await this.workspaceId();
    await this.#restoring;
    if (this.#cursor !== null) return { workspaceId, cursor: this.#cursor };
    const snapshot = await this.#parts.api.call(
      'workspaces.snapshot',
      { path: { workspaceId } },
      { signal, tries: 1 },
    );
    if (signal.aborted || opened !== this.#opened) throw new AbortedError();
    this.#parts.batch.run(() => {
      this.#take(snapshot);
      this.#tell((listener) => listener.snapshot?.());
    });
    return { workspaceId, cursor: snapshot.cursor };
  }

  apply(event: LoggedEvent | EphemeralEvent): void {
    const seq = 'seq' in event ? event.seq : null;
    // What was lost is had again with what came after it: that has had its effect, and was told of.
    if (seq !== null && this.#applied.has(seq)) return;
    this.#parts.batch.run(() => {
      this.update((state) => applyEvent(state, event));
      if (event.type === 'typing') this.#typing.heard(event);
      if (seq !== null) this.#remember(seq);
      this.#tell((listener) => listener.event?.(event));
    });
  }

  #remember(seq: number): void {
    const applied = this.#applied.add(seq);
    const [oldest] = applied;
    if (applied.size > REMEMBERED && oldest !== undefined) applied.delete(oldest);
  }

  /** Changes the state: by a reply to a call, or ahead of one. */
  update(change: (state: SyncedState) => SyncedState): void {
    if (this.#parts.batch.turn !== this.#draftedIn) {
      this.#draftedIn = this.#parts.batch.turn;
      this.#state = { ...this.#state, draft: null };
    }
    this.#state = change(this.#state);
    this.#parts.store.set(this.#state.view);
  }

  reached(cursor: string): void {
    this.#cursor = cursor;
  }

  reset(): void {
    this.#cursor = null;
  }

  opened(connectionId: string): void {
    this.#tell((listener) => listener.opened?.(connectionId));
  }

  #tell(tell: (listener: SyncListener) => void): void {
    for (const listener of this.#listeners) {
      try {
        tell(listener);
      } catch (error) {
        this.#parts.environment.onError(error);
      }
    }
  }
}
