import type { ChannelBan, ChannelId, ChannelMember, ChannelRole, User, UserId } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import { updateChannel, withUsers } from '../sync/synced-state.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import type { ChannelsClient } from './api.ts';
import { withChannel } from './channel-state.ts';

/** Who is in a channel, and what they may do there. Loaded when it is first used. */
export class ChannelMembers implements Pick<
  ChannelsClient,
  'members' | 'addMembers' | 'setMemberRole' | 'silenceMember' | 'removeMember' | 'ban' | 'unban' | 'bans'
> {
  readonly #api: Api;
  readonly #sync: WorkspaceSync;

  constructor(api: Api, sync: WorkspaceSync) {
    this.#api = api;
    this.#sync = sync;
  }

  async members(
    id: ChannelId,
    query: NonNullable<Parameters<ChannelsClient['members']>[1]> = {},
  ): ReturnType<ChannelsClient['members']> {
    const { items, users, next } = await this.#api.call('channels.members', {
      path: await this.#path(id),
      query,
    });
    const byId = this.#learn(users);
    return {
      next,
      items: items.flatMap((member) => {
        const user = byId.get(member.userId);
        return user === undefined ? [] : [{ member, user }];
      }),
    };
  }

  async addMembers(id: ChannelId, userIds: readonly UserId[]): Promise<void> {
    const channel = await this.#api.call('channels.addMembers', {
      path: await this.#path(id),
      body: { userIds: [...userIds] },
    });
    this.#sync.update((state) => updateChannel(state, id, (known) => withChannel(known, channel)));
  }

  async setMemberRole(id: ChannelId, userId: UserId, role: ChannelRole): Promise<void> {
    await this.#api.call('channels.setMemberRole', {
      path: { ...(await this.#path(id)), userId },
      body: { role },
    });
  }

  async silenceMember(id: ChannelId, userId: UserId, until: Date | null): Promise<ChannelMember> {
    return this.#api.call('channels.silenceMember', {
      path: { ...(await this.#path(id)), userId },
      body: { until: until?.toISOString() ?? null },
    });
  }

  async removeMember(id: ChannelId, userId: UserId): Promise<void> {
    await this.#api.call('channels.removeMember', { path: { ...(await this.#path(id)), userId } });
  }

  async ban(
    id: ChannelId,
    userId: UserId,
    { reason = '' }: NonNullable<Parameters<ChannelsClient['ban']>[2]> = {},
  ): Promise<ChannelBan> {
    return this.#api.call('channels.ban', {
      path: { ...(await this.#path(id)), userId },
      body: { reason },
    });
  }

  async unban(id: ChannelId, userId: UserId): Promise<void> {
    await this.#api.call('channels.unban', { path: { ...(await this.#path(id)), userId } });
  }

  async bans(
    id: ChannelId,
    query: NonNullable<Parameters<ChannelsClient['bans']>[1]> = {},
  ): ReturnType<ChannelsClient['bans']> {
    const { items, users, next } = await this.#api.call('channels.listBans', {
      path: await this.#path(id),
      query,
    });
    const byId = this.#learn(users);
    return {
      next,
      items: items.flatMap((ban) => {
        const user = byId.get(ban.userId);
        return user === undefined ? [] : [{ ban, user }];
      }),
    };
  }

  #learn(users: readonly User[]): ReadonlyMap<UserId, User> {
    this.#sync.update((state) => withUsers(state, users));
    return new Map(users.map((user) => [user.id, user]));
  }

  async #path(channelId: ChannelId): Promise<{ workspaceId: string; channelId: ChannelId }> {
    return { workspaceId: await this.#sync.workspaceId(), channelId };
  }
}
