import type { ChannelId } from '@fechatter/protocol';
import type { ChannelsClient, Timeline } from '../api.ts';
import type { Api } from '../auth/api-client.ts';
import { loadedLater } from '../loading/load-part.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';

/** The channels and conversations of the open workspace. What is not needed to read and write is loaded when it is first used. */
export class Channels implements ChannelsClient {
  readonly #api: Api;
  readonly #sync: WorkspaceSync;
  readonly timeline: (id: ChannelId) => Timeline;

  constructor(api: Api, sync: WorkspaceSync, timeline: (id: ChannelId) => Timeline) {
    this.#api = api;
    this.#sync = sync;
    this.timeline = timeline;
  }

  readonly #later = loadedLater(async () => {
    const { ChannelAdministration } = await import('./channel-administration.ts');
    return new ChannelAdministration(this.#api, this.#sync);
  });
  readonly list = this.#later('list');
  readonly get = this.#later('get');
  readonly create = this.#later('create');
  readonly direct = this.#later('direct');
  readonly group = this.#later('group');
  readonly join = this.#later('join');
  readonly leave = this.#later('leave');
  readonly update = this.#later('update');
  readonly setPreferences = this.#later('setPreferences');
  readonly members = this.#later('members');
  readonly addMembers = this.#later('addMembers');
  readonly setMemberRole = this.#later('setMemberRole');
  readonly removeMember = this.#later('removeMember');
}
