import {
  findMentions,
  type AnsweredMessage,
  type ChannelId,
  type Message,
  type MessageId,
  type TimelineId,
  type UserId,
  type WorkspaceId,
} from '@fechatter/protocol';
import type { DeliveryState } from './delivery-state.ts';

/** How far a command has come. One that was accepted is no command any more. */
export type CommandState = Exclude<DeliveryState, { status: 'sent' }>;

/** Names a command among all of them: the message's id for a send, its own for a change of one. */
export type CommandId = string;

interface Common {
  readonly id: CommandId;
  /** Null while the workspace is not known yet. */
  readonly workspaceId: WorkspaceId | null;
  readonly timelineId: TimelineId;
  readonly messageId: MessageId;
  readonly state: CommandState;
  /** Whether a try was begun: then the server may have the command although no answer came. */
  readonly tried: boolean;
}

export interface SendCommand extends Common {
  readonly kind: 'send';
  /** The message as it is shown until the server gives it its place; its index is 0. */
  readonly message: Message;
  /** Edits that became part of it before it was sent. */
  readonly folded: readonly CommandId[];
}

export interface EditCommand extends Common {
  readonly kind: 'edit';
  readonly text: string;
}

export interface DeleteCommand extends Common {
  readonly kind: 'delete';
}

/** A change that the person made and the server has not confirmed. Its ids are final, so it can be sent any number of times. */
export type Command = SendCommand | EditCommand | DeleteCommand;

/** A message as it is shown before the server has it. */
export function draftMessage(draft: {
  readonly id: MessageId;
  readonly channelId: ChannelId;
  readonly authorId: UserId;
  readonly text: string;
  readonly kind: Message['kind'];
  readonly replyTo: AnsweredMessage | null;
  readonly custom: Message['custom'];
  readonly now: number;
}): Message {
  const { userIds, channel } = findMentions(draft.text);
  return {
    id: draft.id,
    channelId: draft.channelId,
    timelineId: draft.channelId,
    index: 0,
    authorId: draft.authorId,
    kind: draft.kind,
    text: draft.text,
    replyTo: draft.replyTo,
    mentions: userIds,
    mentionsChannel: channel,
    custom: draft.custom,
    createdAt: new Date(draft.now).toISOString(),
    editedAt: null,
    deletedAt: null,
    deletedBy: null,
    version: 0,
  };
}

/** A message with another text, as it is shown before the server has it. */
export function withText(message: Message, text: string): Message {
  const { userIds, channel } = findMentions(text);
  return { ...message, text, mentions: userIds, mentionsChannel: channel };
}
