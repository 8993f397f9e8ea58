import {
  createId,
  type Channel,
  type ChannelId,
  type ChannelView,
  type RouteInput,
  type UserId,
} from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import { updateChannel, withChannelView, withoutChannel } from '../sync/synced-state.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import { defined } from '../wire/defined.ts';
import type { ChannelsClient } from './api.ts';
import type { ChannelMembers } from './channel-members.ts';
import { withChannel, withMembership } from './channel-state.ts';

/** What is done with channels now and then. Loaded when it is first used. */
export class ChannelAdministration implements Omit<ChannelsClient, 'timeline' | keyof ChannelMembers> {
  readonly #api: Api;
  readonly #sync: WorkspaceSync;

  constructor(api: Api, sync: WorkspaceSync) {
    this.#api = api;
    this.#sync = sync;
  }

  async list({ archived, ...query }: NonNullable<Parameters<ChannelsClient['list']>[0]> = {}): ReturnType<
    ChannelsClient['list']
  > {
    const workspaceId = await this.#sync.workspaceId();
    return this.#api.call('channels.list', {
      path: { workspaceId },
      query: { ...query, ...(archived !== undefined && { archived: String(archived) }) },
    });
  }

  async get(id: ChannelId): Promise<ChannelView> {
    return this.#view(await this.#api.call('channels.get', { path: await this.#path(id) }));
  }

  async create(input: Parameters<ChannelsClient['create']>[0]): Promise<Channel> {
    return this.#create({ id: createId(), ...input, memberIds: [...(input.memberIds ?? [])] });
  }

  async direct(userId: UserId): Promise<Channel> {
    return this.#create({ id: createId(), kind: 'direct', userId });
  }

  async group({ memberIds, name }: Parameters<ChannelsClient['group']>[0]): Promise<Channel> {
    return this.#create({
      id: createId(),
      kind: 'group',
      memberIds: [...memberIds],
      ...(name !== undefined && { name }),
    });
  }

  async #create(body: RouteInput<'channels.create'>['body']): Promise<Channel> {
    const workspaceId = await this.#sync.workspaceId();
    return this.#view(await this.#api.call('channels.create', { path: { workspaceId }, body })).channel;
  }

  async join(id: ChannelId): Promise<Channel> {
    return this.#view(await this.#api.call('channels.join', { path: await this.#path(id) })).channel;
  }

  async leave(id: ChannelId): Promise<void> {
    await this.#api.call('channels.leave', { path: await this.#path(id) });
    // The reply has no version: all that is known of the channel now is old news.
    const left = this.#sync.view.channels.get(id);
    if (left !== undefined) this.#sync.update((state) => withoutChannel(state, id, left.membership.version));
  }

  async update(id: ChannelId, change: Parameters<ChannelsClient['update']>[1]): Promise<Channel> {
    return this.#channel(
      await this.#api.call('channels.update', { path: await this.#path(id), body: defined(change) }),
    );
  }

  async setPreferences(
    id: ChannelId,
    change: Parameters<ChannelsClient['setPreferences']>[1],
  ): Promise<void> {
    const membership = await this.#api.call('channels.setPreferences', {
      path: await this.#path(id),
      body: defined(change),
    });
    this.#sync.update((state) => updateChannel(state, id, (known) => withMembership(known, membership)));
  }

  async #path(channelId: ChannelId): Promise<{ workspaceId: string; channelId: ChannelId }> {
    return { workspaceId: await this.#sync.workspaceId(), channelId };
  }

  #view(view: ChannelView): ChannelView {
    this.#sync.update((state) => withChannelView(state, view));
    return view;
  }

  #channel(channel: Channel): Channel {
    this.#sync.update((state) => updateChannel(state, channel.id, (known) => withChannel(known, channel)));
    return channel;
  }
}
