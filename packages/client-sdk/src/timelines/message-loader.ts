import {
  limits,
  type ChannelId,
  type Message,
  type MessageId,
  type MessagePage,
  type RouteInput,
} from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import { InvalidResponseError } from '../errors/invalid-response-error.ts';
import { withUsers } from '../sync/synced-state.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import { isDense, newerOf } from './window.ts';

type Query = Omit<RouteInput<'messages.list'>['query'], 'limit'>;

/** Reads pieces of one timeline, and lets no piece undo what an event told while it was on its way. */
export class MessageLoader {
  readonly #api: Api;
  readonly #sync: WorkspaceSync;
  readonly #channelId: ChannelId;
  readonly #told = new Map<MessageId, Message>();
  #loading = 0;

  constructor(api: Api, sync: WorkspaceSync, channelId: ChannelId) {
    this.#api = api;
    this.#sync = sync;
    this.#channelId = channelId;
  }

  /** An event told of a message: a page on its way may hold an older copy of it. */
  told(message: Message): void {
    if (this.#loading > 0) this.#told.set(message.id, newerOf(message, this.#told.get(message.id)));
  }

  async load(
    query: Query,
    signal: AbortSignal,
    limit: number = limits.pageSize.default,
  ): Promise<MessagePage> {
    this.#loading += 1;
    try {
      const workspaceId = await this.#sync.workspaceId();
      const page = await this.#api.call(
        'messages.list',
        { path: { workspaceId, timelineId: this.#channelId }, query: { ...query, limit } },
        { signal },
      );
      if (!isDense(page.items)) throw new InvalidResponseError('The piece of the timeline has holes');
      this.#sync.update((state) => withUsers(state, page.users));
      return this.#withTold(page);
    } finally {
      this.#loading -= 1;
      if (this.#loading === 0) this.#told.clear();
    }
  }

  /** The newer copies, and at the end of the timeline what came after the page was read. */
  #withTold(page: MessagePage): MessagePage {
    const items = page.items.map((message) => newerOf(message, this.#told.get(message.id)));
    let { lastIndex } = page;
    if ((items.at(-1)?.index ?? 0) === lastIndex)
      for (const message of [...this.#told.values()].sort((a, b) => a.index - b.index))
        if (message.index === lastIndex + 1) {
          items.push(message);
          lastIndex += 1;
        }
    return { ...page, items, lastIndex };
  }
}
