import type { MessagePage, Snapshot, TimelineId, WorkspaceId } from '@fechatter/protocol';
import type { Scope } from '../scope/scope.ts';
import type { ReadableStore } from '../store/store.ts';
import type { WorkspaceState } from '../sync/api.ts';
import type { Database } from './database.ts';

/** Changes of so long share one writing. */
const WRITE_MS = 1_000;
/** A device that has not answered after so long does not hold up the start. */
const READ_MS = 500;
/** Timelines that are kept; beyond them the one that was changed longest ago is let go of. */
const MOST_TIMELINES = 100;
const TIMELINES = 'timelines';

/** What was seen last, for a start without a network. To lose it costs nothing but that. */
export class ViewCache {
  readonly #database: Database;
  readonly #scope: Scope;
  readonly #onError: (error: unknown) => void;
  readonly #followed = new WeakSet();
  /** The page that is most likely asked for first: of the timeline that was read last. */
  #ahead: { readonly key: string; readonly page: unknown } | null = null;

  constructor(database: Database, scope: Scope, onError: (error: unknown) => void) {
    this.#database = database;
    this.#scope = scope;
    this.#onError = onError;
  }

  /** What was kept of a workspace, as a snapshot; it is for the caller to check. */
  async workspace(id: WorkspaceId | null): Promise<unknown> {
    const [snapshot] = await Promise.all([this.#read(`workspace:${id ?? ''}`), this.#readAhead()]);
    return snapshot;
  }

  /** What is shown with the snapshot comes with it, so that both are painted at once. */
  async #readAhead(): Promise<void> {
    const key = keysOf(await this.#read(TIMELINES)).at(-1);
    if (key !== undefined) this.#ahead = { key, page: await this.#read(key) };
  }

  followWorkspace(store: ReadableStore<WorkspaceState>, cursor: () => string | null): () => void {
    return this.#follow(store, () => {
      const snapshot = toSnapshot(store.get(), cursor());
      return snapshot && [`workspace:${snapshot.workspace.id}`, snapshot];
    });
  }

  /** The newest page of a timeline; it is for the caller to check. Keeps what `page` gives from now on. */
  async timeline<T>(
    id: TimelineId,
    store: ReadableStore<T>,
    page: () => MessagePage | null,
    scope: Scope,
  ): Promise<unknown> {
    const key = `timeline:${id}`;
    if (!this.#followed.has(store)) {
      this.#followed.add(store);
      const stop = this.#follow(store, () => {
        const newest = page();
        return newest && [key, newest];
      });
      scope.add(stop);
    }
    const ahead = this.#ahead;
    this.#ahead = null;
    return ahead?.key === key ? ahead.page : this.#read(key);
  }

  /** The newest page of a timeline that is kept; it is for the caller to check. */
  page(id: TimelineId): Promise<unknown> {
    return this.#read(`timeline:${id}`);
  }

  /** What was kept under a name; undefined when that is nothing, or cannot be had soon: nobody waits for it. */
  #read(key: string): Promise<unknown> {
    return new Promise((resolve) => {
      const giveUp = this.#scope.after(READ_MS, () => resolve(undefined));
      this.#database
        .get(key)
        .then(resolve, (error: unknown) => {
          this.#onError(error);
          resolve(undefined);
        })
        .finally(giveUp);
    });
  }

  /** After changes of the store keeps what there is to keep, a key and its value. Returns the way to stop. */
  #follow<T>(
    store: ReadableStore<T>,
    entry: () => readonly [key: string, value: unknown] | null,
  ): () => void {
    let isWaiting = false;
    const stop = store.subscribe(() => {
      if (isWaiting) return;
      isWaiting = true;
      this.#scope.after(WRITE_MS, () => {
        isWaiting = false;
        const next = entry();
        if (next !== null) void this.#keep(...next);
      });
    });
    return this.#scope.add(stop);
  }

  async #keep(key: string, value: unknown): Promise<void> {
    try {
      await this.#database.put(key, value);
      if (!key.startsWith('timeline:')) return;
      const gone = await this.#database.change(TIMELINES, (known) => {
        const keys = [...keysOf(known).filter((other) => other !== key), key];
        return { value: keys.slice(-MOST_TIMELINES), result: keys.slice(0, -MOST_TIMELINES) };
      });
      for (const old of gone) await this.#database.put(old, undefined);
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Forgets everything: the person has signed out. */
  async wipe(): Promise<void> {
    await this.#database.clear().catch(this.#onError);
  }
}

/** The keys of the timelines that are kept, the one that was changed last at the end. */
const keysOf = (known: unknown): readonly string[] => (Array.isArray(known) ? (known as string[]) : []);

/** The state as a snapshot of the server's; null while there is none. */
function toSnapshot(
  { workspace, me, channels, users }: WorkspaceState,
  cursor: string | null,
): Snapshot | null {
  if (workspace === null || me === null || cursor === null) return null;
  const known = [...channels.values()];
  return {
    cursor,
    workspace,
    me,
    channels: known.map(({ channel }) => channel),
    memberships: known.map(({ membership }) => membership),
    users: [...users.values()],
    presence: [],
  };
}
