import type { Me, User, UserId } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import { withMe } from '../sync/apply-event.ts';
import { withUsers } from '../sync/synced-state.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import { defined } from '../wire/defined.ts';
import type { UsersClient } from './api.ts';

/** What is done with people now and then, oneself among them. Loaded when it is first used. */
export class UserAdministration implements Omit<UsersClient, 'ensure' | 'setActivity'> {
  readonly #api: Api;
  readonly #sync: WorkspaceSync;

  constructor(api: Api, sync: WorkspaceSync) {
    this.#api = api;
    this.#sync = sync;
  }

  async search(query: Parameters<UsersClient['search']>[0]): ReturnType<UsersClient['search']> {
    const workspaceId = await this.#sync.workspaceId();
    const page = await this.#api.call('users.list', { path: { workspaceId }, query });
    this.#learn(page.items);
    return page;
  }

  async updateMe(change: Parameters<UsersClient['updateMe']>[0]): ReturnType<UsersClient['updateMe']> {
    const workspaceId = await this.#sync.workspaceId();
    return this.#me(await this.#api.call('me.update', { path: { workspaceId }, body: defined(change) }));
  }

  async setRole(userId: UserId, role: User['role']): Promise<void> {
    const workspaceId = await this.#sync.workspaceId();
    this.#learn([await this.#api.call('users.setRole', { path: { workspaceId, userId }, body: { role } })]);
  }

  async remove(userId: UserId): Promise<void> {
    const workspaceId = await this.#sync.workspaceId();
    await this.#api.call('users.remove', { path: { workspaceId, userId } });
  }

  async block(userId: UserId): Promise<Me> {
    const workspaceId = await this.#sync.workspaceId();
    return this.#me(await this.#api.call('users.block', { path: { workspaceId, userId } }));
  }

  async unblock(userId: UserId): Promise<Me> {
    const workspaceId = await this.#sync.workspaceId();
    return this.#me(await this.#api.call('users.unblock', { path: { workspaceId, userId } }));
  }

  #me(me: Me): Me {
    this.#sync.update((state) => withMe(state, me));
    return me;
  }

  #learn(users: readonly User[]): void {
    this.#sync.update((state) => withUsers(state, users));
  }
}
