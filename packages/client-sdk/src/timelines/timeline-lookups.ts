import type { ChannelId, MessageEdit, MessageId, TimelinePlaces } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import { DisposedError } from '../errors/disposed-error.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import type { Timeline } from './api.ts';

/** What is asked of a timeline now and then, and leaves it as it is. Loaded when it is first used. */
export class TimelineLookups implements Pick<Timeline, 'edits' | 'places'> {
  readonly #api: Api;
  readonly #sync: WorkspaceSync;
  readonly #channelId: ChannelId;
  readonly #signal: AbortSignal;

  constructor(api: Api, sync: WorkspaceSync, channelId: ChannelId, signal: AbortSignal) {
    this.#api = api;
    this.#sync = sync;
    this.#channelId = channelId;
    this.#signal = signal;
  }

  async edits(messageId: MessageId): Promise<readonly MessageEdit[]> {
    const path = { workspaceId: await this.#workspaceId(), messageId };
    return (await this.#api.call('messages.edits', { path }, { signal: this.#signal })).items;
  }

  async places(moments: readonly Date[] = []): Promise<TimelinePlaces> {
    const path = { workspaceId: await this.#workspaceId(), timelineId: this.#channelId };
    const list = moments.map((moment) => moment.toISOString()).join(',');
    const query = list === '' ? {} : { moments: list };
    return this.#api.call('messages.places', { path, query }, { signal: this.#signal });
  }

  #workspaceId(): ReturnType<WorkspaceSync['workspaceId']> {
    if (this.#signal.aborted) throw new DisposedError();
    return this.#sync.workspaceId();
  }
}
