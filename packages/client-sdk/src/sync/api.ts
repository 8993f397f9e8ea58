import type {
  ChannelId,
  EphemeralEvent,
  LoggedEvent,
  Me,
  PresenceState,
  User,
  UserId,
  Workspace,
} from '@fechatter/protocol';
import type { ChannelState } from '../channels/api.ts';

/** What is known of the open workspace. Every part keeps its identity until something in it changes. */
export interface WorkspaceState {
  /** Null until the first snapshot, from the device or the server, is there. */
  readonly workspace: Workspace | null;
  readonly me: Me | null;
  readonly channels: ReadonlyMap<ChannelId, ChannelState>;
  readonly users: ReadonlyMap<UserId, User>;
  /** People who are not offline. */
  readonly presence: ReadonlyMap<UserId, PresenceState>;
}

/**
 * What happens in the open workspace, told apart by its `type`. `snapshot` stands for everything that happened while
 * the client was away for too long: the state was had anew, and what was derived from single events is to be, too.
 */
export type ChatEvent = LoggedEvent | EphemeralEvent | { readonly type: 'snapshot' };

/**
 * Events one by one, for whoever does something about them: a bot, a notification, a log. To show something, follow
 * the stores instead.
 *
 * @example
 * ```ts
 * const stop = client.events.on('message.created', ({ data: { message } }) => notify(message.text));
 * ```
 */
export interface EventsClient {
  /**
   * Calls back with each event once, in the order of the log, after the stores have it: what others do and the
   * caller's own, and what was missed while the connection was away. What a listener throws goes to `onError`, and
   * the other listeners get the event all the same.
   *
   * @returns The way to stop.
   */
  subscribe(listener: (event: ChatEvent) => void): () => void;
  /** The same, with the events of one type only. */
  on<T extends ChatEvent['type']>(
    type: T,
    listener: (event: Extract<ChatEvent, { readonly type: T }>) => void,
  ): () => void;
}
