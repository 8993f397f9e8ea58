import type { EditId, Message, MessageId, UserId } from '@fechatter/protocol';
import { createId, findMentions } from '@fechatter/protocol';
import { sql } from 'kysely';
import {
  loadChannel,
  refusalOfSilenced,
  requireActive,
  requireUnblocked,
  type ChannelAccess,
} from '../channels/access.ts';
import { mayDeleteMessage, mayRead } from '../channels/policies.ts';
import type { WalledTransaction } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import { command, type CommitContext } from '../event-log/workspace-writer.ts';
import { loadCaller, type Caller } from '../users/caller.ts';
import { presentMessages, type MessageRow } from './presenters.ts';
import { mentionedMembers } from './send.ts';

/** A message that the caller may read, with its channel. */
export async function loadMessage(
  tx: WalledTransaction,
  caller: Caller,
  messageId: MessageId,
): Promise<ChannelAccess & { readonly message: MessageRow }> {
  const message = await tx.selectFrom('messages').selectAll().where('id', '=', messageId).executeTakeFirst();
  const access = message && (await loadChannel(tx, caller, message.channel_id));
  if (!message || !access || !mayRead(access.member))
    throw new ApiError('not_found', 'There is no such message, or you may not see it.');
  return { ...access, message };
}

interface Edit {
  readonly userId: UserId;
  readonly messageId: MessageId;
  readonly id: EditId;
  readonly text: string;
}

export const editMessage = command<Edit, Message>('messages.edit', async (context, edit) => {
  const { tx } = context;
  const caller = await loadCaller(tx, { workspaceId: context.workspaceId, userId: edit.userId });
  const { message, channel, member } = await loadMessage(tx, caller, edit.messageId);
  if (message.author_id !== edit.userId)
    throw new ApiError('forbidden', 'Only its author can edit a message.');
  const earlier = await tx
    .selectFrom('message_edits')
    .select('message_id')
    .where('id', '=', edit.id)
    .executeTakeFirst();
  if (earlier && earlier.message_id !== message.id) throw new ApiError('id_taken');
  if (message.deleted_at !== null) throw new ApiError('message_deleted');
  if (earlier || message.text === edit.text) return present(tx, message);
  requireActive(channel);
  const silenced = refusalOfSilenced(member?.silenced_until ?? null, context.now);
  if (silenced) throw silenced;
  await requireUnblocked(tx, channel);

  await keepVersions(context, message, edit);
  const mentions = await mentionedMembers(tx, message.channel_id, edit.text);
  const changed = await tx
    .updateTable('messages')
    .set({
      text: edit.text,
      mentions: sql`${mentions}::uuid[]`,
      mentions_channel: findMentions(edit.text).channel,
      edited_at: context.now,
      version: context.nextSeq,
    })
    .where('id', '=', message.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await setMentions(context, changed, mentions);
  return announce(context, 'message.edited', changed);
});

/** Keeps what the message says from now on; with the first edit also what it said at the start. */
async function keepVersions(
  { tx, workspaceId, now, nextSeq }: CommitContext,
  message: MessageRow,
  edit: Edit,
): Promise<void> {
  const shared = { workspace_id: workspaceId, message_id: message.id };
  // Nobody chose the id of the first version, so it can stand in the way of nobody's edit.
  const original = {
    ...shared,
    id: createId(),
    text: message.text,
    edited_by: message.author_id,
    edited_at: message.created_at,
    seq: message.created_seq,
  };
  await tx
    .insertInto('message_edits')
    .values([
      ...(message.edited_at === null ? [original] : []),
      { ...shared, id: edit.id, text: edit.text, edited_by: edit.userId, edited_at: now, seq: nextSeq },
    ])
    .execute();
}

export const deleteMessage = command<{ readonly userId: UserId; readonly messageId: MessageId }, Message>(
  'messages.delete',
  async (context, { userId, messageId }) => {
    const { tx } = context;
    const caller = await loadCaller(tx, { workspaceId: context.workspaceId, userId });
    const { message, channel, member } = await loadMessage(tx, caller, messageId);
    if (message.deleted_at !== null) return present(tx, message);
    if (!mayDeleteMessage(message.author_id, userId, member, caller.role))
      throw new ApiError('forbidden', 'Only its author, or whoever keeps the channel, can delete a message.');
    requireActive(channel);
    return leaveTombstone(context, message, userId);
  },
);

/** Deletes a message that is not deleted yet, and tells the members. */
export async function leaveTombstone(
  context: CommitContext,
  { id }: MessageRow,
  deletedBy: UserId,
): Promise<Message> {
  const changed = await context.tx
    .updateTable('messages')
    .set({
      text: '',
      mentions: [],
      mentions_channel: false,
      custom: {},
      deleted_at: context.now,
      deleted_by: deletedBy,
      version: context.nextSeq,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await setMentions(context, changed, []);
  await eraseFromLog(context, changed);
  return announce(context, 'message.deleted', changed);
}

/**
 * A deleted text is gone from its versions, and from the events that a reader who comes back is sent: its own,
 * and those of the messages that answer it, which say how it began.
 */
async function eraseFromLog({ tx, workspaceId }: CommitContext, message: MessageRow): Promise<void> {
  const edits = await tx
    .deleteFrom('message_edits')
    .where('message_id', '=', message.id)
    .returning('seq')
    .execute();
  const { rows: events } = await sql<{ seq: number; payload: string }>`
    with answers as (select id, created_seq, version from messages where workspace_id = ${workspaceId} and reply_to = ${message.id})
    select seq, payload from event_log where workspace_id = ${workspaceId} and seq in (
      select unnest(${[message.created_seq, ...edits.map((edit) => edit.seq)]}::bigint[])
      union select created_seq from answers
      union select version from answers
      union select message_edits.seq from message_edits join answers on message_edits.message_id = answers.id where message_edits.workspace_id = ${workspaceId}
    )`.execute(tx);
  const payloads = events.map(({ payload }) =>
    JSON.stringify(erased(JSON.parse(payload) as MessageEvent, message.id)),
  );
  await sql`
    update event_log set payload = e.payload from unnest(${events.map((event) => event.seq)}::bigint[], ${payloads}::text[]) as e(seq, payload)
    where event_log.workspace_id = ${workspaceId} and event_log.seq = e.seq`.execute(tx);
}

interface MessageEvent {
  readonly data: { readonly message: Message };
}

function erased(event: MessageEvent, id: MessageId): MessageEvent {
  const { message } = event.data;
  if (message.id === id)
    return {
      ...event,
      data: { message: { ...message, text: '', mentions: [], mentionsChannel: false, custom: {} } },
    };
  return message.replyTo?.id === id
    ? {
        ...event,
        data: { message: { ...message, replyTo: { ...message.replyTo, excerpt: '', deleted: true } } },
      }
    : event;
}

async function setMentions(
  { tx, workspaceId }: CommitContext,
  message: MessageRow,
  mentions: readonly UserId[],
): Promise<void> {
  await tx
    .deleteFrom('mentions')
    .where('channel_id', '=', message.channel_id)
    .where('index', '=', message.index)
    .where((row) => sql<boolean>`not ${row.ref('user_id')} = any(${mentions}::uuid[])`)
    .execute();
  const rows = mentions
    .filter((userId) => userId !== message.author_id)
    .map((userId) => ({
      workspace_id: workspaceId,
      user_id: userId,
      channel_id: message.channel_id,
      index: message.index,
    }));
  if (rows.length > 0)
    await tx
      .insertInto('mentions')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

async function announce(
  context: CommitContext,
  type: 'message.edited' | 'message.deleted',
  row: MessageRow,
): Promise<Message> {
  const message = await present(context.tx, row);
  context.append({ to: 'channel', channelId: row.channel_id }, { type, data: { message } });
  return message;
}

async function present(tx: WalledTransaction, row: MessageRow): Promise<Message> {
  const [message] = await presentMessages(tx, [row]);
  if (!message) throw new Error('a message that was read can be shown');
  return message;
}
