import { createId, type ChannelId, type MessageId, type UserId } from '@fechatter/protocol';
import { draftMessage, type DeleteCommand, type SendCommand } from '../outbox/command.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import { answered } from './answered.ts';
import type { Timeline } from './api.ts';
import type { TimelineWindow } from './window.ts';

/** Where and when a command is made. */
interface Making {
  readonly channelId: ChannelId;
  readonly sync: Pick<WorkspaceSync, 'knownWorkspaceId'>;
  readonly now: number;
}

/** Makes the command to send a message, with the id that it will have for ever. */
export function newSend(
  { text, replyTo, kind = 'text', custom = {} }: Parameters<Timeline['send']>[0],
  { channelId, sync, now }: Making,
  authorId: UserId,
  window: TimelineWindow,
): SendCommand {
  const id: MessageId = createId();
  return {
    kind: 'send',
    id,
    tried: false,
    folded: [],
    workspaceId: sync.knownWorkspaceId,
    timelineId: channelId,
    messageId: id,
    message: draftMessage({
      id,
      channelId,
      authorId,
      text,
      kind,
      replyTo: answered(replyTo, window),
      custom,
      now,
    }),
    state: { status: 'pending', since: now },
  };
}

/** What a command to change a message has, whatever the change. */
export const newChange = (
  messageId: MessageId,
  { channelId, sync, now }: Making,
): Omit<DeleteCommand, 'kind'> => ({
  id: createId(),
  tried: false,
  workspaceId: sync.knownWorkspaceId,
  timelineId: channelId,
  messageId,
  state: { status: 'pending', since: now },
});
