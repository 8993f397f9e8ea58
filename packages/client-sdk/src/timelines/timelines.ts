import type { ChannelId, EphemeralEvent, LoggedEvent, Message, TimelineId } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import type { Command } from '../outbox/command.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { withDeletedMessage } from '../sync/apply-event.ts';
import { withNewMessage } from '../sync/synced-state.ts';
import type { SyncListener, WorkspaceSync } from '../sync/workspace-sync.ts';
import type { UserLoader } from '../users/users.ts';
import type { Timeline } from './api.ts';
import { type ChannelTimeline } from './channel-timeline.ts';

interface Parts {
  readonly sync: WorkspaceSync;
  readonly outbox: Outbox;
  readonly users: UserLoader;
  /** Makes the timeline of a channel; `disposed` is to be called when it is let go of. */
  readonly create: (id: ChannelId, disposed: () => void) => ChannelTimeline;
}

/** The timelines that are in use, and the events for them. */
export class Timelines implements SyncListener {
  readonly #parts: Parts;
  readonly #timelines = new Map<TimelineId, ChannelTimeline>();

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.sync.listen(this);
  }

  get(id: ChannelId): Timeline {
    let timeline = this.#timelines.get(id);
    if (timeline === undefined) {
      timeline = this.#parts.create(id, () => this.#timelines.delete(id));
      this.#timelines.set(id, timeline);
    }
    return timeline;
  }

  event(event: LoggedEvent | EphemeralEvent): void {
    switch (event.type) {
      case 'message.created': {
        this.#created(event.data.message);
        return;
      }
      case 'message.edited':
      case 'message.deleted': {
        this.#changed(event.data.message);
        return;
      }
      case 'channel.read':
        return this.#timelines
          .get(event.data.channelId)
          ?.readers.readTo(event.data.userId, event.data.lastReadIndex);
      case 'member.added':
        return this.#timelines
          .get(event.data.channel.id)
          ?.readers.readTo(event.data.member.userId, event.data.member.lastReadIndex);
      case 'member.removed': {
        this.#removed(event.data.channelId, event.data.userId);
        return;
      }
      default:
    }
  }

  snapshot(): void {
    for (const timeline of this.#timelines.values()) timeline.reload();
  }

  cleared(): void {
    for (const timeline of this.#timelines.values()) timeline.clear(null);
  }

  opened(): void {
    for (const timeline of this.#timelines.values()) timeline.connected();
  }

  /** The commands of a timeline have changed. */
  commandsChanged(id: TimelineId): void {
    this.#timelines.get(id)?.publish();
  }

  /** The server has taken a command. */
  accepted(command: Command, message: Message): void {
    if (command.kind === 'send') {
      this.#parts.sync.update((state) => withNewMessage(state, message, message.version));
      this.#timelines.get(message.channelId)?.created(message);
    } else {
      if (command.kind === 'delete') this.#parts.sync.update((state) => withDeletedMessage(state, message));
      this.#timelines.get(message.channelId)?.changed(message);
    }
  }

  #created(message: Message): void {
    this.#meet(message);
    this.#timelines.get(message.channelId)?.created(message);
    this.#parts.outbox.confirm(message);
  }

  #changed(message: Message): void {
    this.#meet(message);
    this.#timelines.get(message.channelId)?.changed(message);
    this.#parts.outbox.confirm(message);
  }

  /** People whom the client does not know yet are asked for, all those of a moment together. */
  #meet(message: Message): void {
    if (this.#timelines.has(message.channelId))
      void this.#parts.users.ensure([message.authorId, ...message.mentions]).catch(() => {});
  }

  #removed(channelId: ChannelId, userId: string): void {
    const { sync, outbox } = this.#parts;
    if (userId !== sync.view.me?.user.id) return this.#timelines.get(channelId)?.readers.left(userId);
    // Added again since: then this is old news.
    if (sync.view.channels.has(channelId)) return;
    const error = new ApiError({
      code: 'not_found',
      status: 404,
      retryable: false,
      message: 'You are no member of this channel any more',
    });
    outbox.dropTimeline(channelId, error);
    this.#timelines.get(channelId)?.clear(error);
  }
}
