import type { ChannelId, LoggedEvent, UserId } from '@fechatter/protocol';

/** Who gets an event: the same rule in the live stream, in a replay and in a read. */
export type Audience =
  | { readonly to: 'workspace' }
  | { readonly to: 'channel'; readonly channelId: ChannelId }
  /** The members of a channel and one person who is none any more. */
  | { readonly to: 'channel-and-user'; readonly channelId: ChannelId; readonly userId: UserId }
  | { readonly to: 'user'; readonly userId: UserId };

/** An event without its place in the log, which it gets when it is appended. */
export type EventDraft = {
  [T in LoggedEvent['type']]: { readonly type: T; readonly data: Extract<LoggedEvent, { type: T }>['data'] };
}[LoggedEvent['type']];

/** An event of the log, committed. */
export interface CommittedEvent {
  readonly seq: number;
  readonly audience: Audience;
  readonly event: LoggedEvent;
  /** The event as JSON text, encoded once for the log and for every reader. */
  readonly payload: string;
}
