import { createId, type ChannelId, type LoggedEvent, type UserId } from '@fechatter/protocol';
import { markedText } from '../measure/message.ts';

/** A new message as every server of the bench sends it: the same JSON for all. */
export function messageEvent(
  seq: number,
  number: number,
  channelId: ChannelId,
  authorId: UserId,
): LoggedEvent {
  const at = new Date().toISOString();
  return {
    type: 'message.created',
    seq,
    at,
    data: {
      message: {
        id: createId(),
        channelId,
        timelineId: channelId,
        index: seq,
        authorId,
        kind: 'text',
        text: markedText(number),
        replyTo: null,
        mentions: [],
        mentionsChannel: false,
        custom: {},
        createdAt: at,
        editedAt: null,
        deletedAt: null,
        deletedBy: null,
        version: seq,
      },
    },
  };
}
