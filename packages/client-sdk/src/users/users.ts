import { limits, type UserId } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import type { Clock } from '../environment/clock.ts';
import { loadedLater } from '../loading/load-part.ts';
import { sleep } from '../scope/scope.ts';
import { withUsers } from '../sync/synced-state.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import type { Activity } from './activity.ts';
import type { UsersClient } from './api.ts';

/** How long an asked-for person waits for others to be asked for. */
const TOGETHER_MS = 20;

/** Has people whom the open workspace does not know yet. */
export class UserLoader {
  readonly #api: Api;
  readonly #sync: WorkspaceSync;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  /** People that are being asked for, or whom the server does not know. */
  readonly #asked = new Map<UserId, Promise<void>>();
  #next: { readonly ids: Set<UserId>; readonly done: Promise<void> } | null = null;

  constructor(api: Api, sync: WorkspaceSync, clock: Clock, signal: AbortSignal) {
    this.#api = api;
    this.#clock = clock;
    this.#signal = signal;
    this.#sync = sync;
    sync.listen({ cleared: () => this.#asked.clear() });
  }

  async ensure(ids: Iterable<UserId>): Promise<void> {
    const waits = new Set<Promise<void>>();
    for (const id of ids) {
      if (this.#sync.view.users.has(id)) continue;
      let wait = this.#asked.get(id);
      if (wait === undefined) {
        wait = this.#enqueue(id);
        this.#asked.set(id, wait);
      }
      waits.add(wait);
    }
    await Promise.all(waits);
  }

  /** Those who are asked for within a moment go into one request: the messages of a burst come one by one. */
  #enqueue(id: UserId): Promise<void> {
    if (this.#next === null || this.#next.ids.size >= limits.idsPerRequest) {
      const ids = new Set<UserId>();
      this.#next = { ids, done: sleep(this.#clock, TOGETHER_MS, this.#signal).then(() => this.#fetch(ids)) };
      this.#next.done.catch(() => {});
    }
    this.#next.ids.add(id);
    return this.#next.done;
  }

  async #fetch(ids: Set<UserId>): Promise<void> {
    if (this.#next?.ids === ids) this.#next = null;
    try {
      const workspaceId = await this.#sync.workspaceId();
      const { items } = await this.#api.call('users.list', {
        path: { workspaceId },
        query: { ids: [...ids].join(','), limit: limits.idsPerRequest },
      });
      this.#sync.update((state) => withUsers(state, items));
      for (const { id } of items) this.#asked.delete(id);
    } catch (error) {
      for (const id of ids) this.#asked.delete(id);
      throw error;
    }
  }
}

/** The people of the open workspace. What is not needed to show them is loaded when it is first used. */
export const createUsers = (
  api: Api,
  sync: WorkspaceSync,
  activity: Activity,
  loader: UserLoader,
): UsersClient => ({
  ensure: (ids) => loader.ensure(ids),
  setActivity: (state) => activity.set(state),
  ...loadedLater(async () => {
    const { UserAdministration } = await import('./user-administration.ts');
    return new UserAdministration(api, sync);
  }, ['search', 'updateMe', 'setRole', 'remove', 'block', 'unblock']),
});
