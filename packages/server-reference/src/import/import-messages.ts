import { findMentions, type ChannelId, type MessageId, type UserId } from '@fechatter/protocol';
import { sql } from 'kysely';
import { ApiError } from '../errors/api-error.ts';
import type { Command, CommitContext } from '../event-log/workspace-writer.ts';
import { insertMessages } from '../messages/insert.ts';
import type { MessageRow } from '../messages/presenters.ts';
import { findMentionable, seatKey } from '../messages/send.ts';
import { openChannels, type OpenChannel } from './channels.ts';
import { FIRST_OWN_ID } from './identity.ts';
import { admit, settle, type Listeners } from './people.ts';

/** A message of the source with the ids that it gets here. */
export interface Arrival {
  readonly line: number;
  readonly id: MessageId;
  readonly authorId: UserId;
  readonly author: string;
  readonly channel: string;
  readonly at: Date;
  readonly kind: 'text' | 'action';
  readonly text: string;
  readonly replyTo: MessageId | null;
}

export interface ImportBatch {
  readonly arrivals: readonly Arrival[];
  readonly listeners: Listeners;
  /** Whether to write nothing from the first line on that cannot be. */
  readonly strict: boolean;
}

export interface BadLine {
  readonly line: number;
  readonly reason: string;
}

/** What one batch has added. */
export interface BatchResult {
  readonly messages: number;
  readonly known: number;
  readonly channels: number;
  readonly people: number;
  readonly refused: readonly BadLine[];
}

/**
 * Adds messages from elsewhere with the people and channels that they need: a few statements for all of them,
 * in the transaction that every change of a workspace goes through. What is there already stays as it is.
 *
 * The log does not keep their events: it is trimmed up to them. An event for each would double what an import
 * writes, and no reader gains from them: a replay reaches back {@link limits.replayEvents} events, and whoever
 * is further behind reads a new snapshot in any case.
 */
export const importMessages: Command<ImportBatch, BatchResult> = {
  name: 'import.messages',
  read: () => Promise.resolve(),
  async apply(context, batches) {
    const results: BatchResult[] = [];
    for (const batch of batches) results.push(await addBatch(context, batch));
    return results.map((value) => ({ value }));
  },
};

async function addBatch(context: CommitContext, batch: ImportBatch): Promise<BatchResult> {
  const unknown = await withoutKnown(context, batch.arrivals);
  const known = batch.arrivals.length - unknown.length;
  const { channels, created } = await openChannels(context, unknown, batch.listeners.owners);
  const refused: BadLine[] = [];
  const fresh: Arrival[] = [];
  for (const arrival of unknown) {
    if (channels.get(arrival.channel)?.archived !== true) fresh.push(arrival);
    else refused.push({ line: arrival.line, reason: `channel "${arrival.channel}" is archived` });
    if (batch.strict && refused.length > 0) break;
  }
  if (fresh.length === 0) return { messages: 0, known, channels: created, people: 0, refused };

  const { newcomers, present } = await admit(context, fresh, [
    ...batch.listeners.owners,
    ...batch.listeners.others,
  ]);
  await settle(context, fresh, channels, batch.listeners, present);
  const rows = await toRows(context, fresh, channels);
  await insertMessages(context, rows);
  await keepRead(context, [...new Set(fresh.map((arrival) => channelOf(arrival, channels)))]);
  return { messages: fresh.length, known, channels: created, people: newcomers, refused };
}

/** Each new message once. */
async function withoutKnown(
  { tx, workspaceId }: CommitContext,
  arrivals: readonly Arrival[],
): Promise<Arrival[]> {
  const byId = new Map<MessageId, Arrival>();
  for (const arrival of arrivals) if (!byId.has(arrival.id)) byId.set(arrival.id, arrival);
  const { rows } = await sql<{
    id: MessageId;
  }>`select id from messages where workspace_id = ${workspaceId} and id = any(${[...byId.keys()]}::uuid[])`.execute(
    tx,
  );
  for (const { id } of rows) byId.delete(id);
  return [...byId.values()];
}

function channelOf(arrival: Arrival, channels: ReadonlyMap<string, OpenChannel>): OpenChannel {
  const channel = channels.get(arrival.channel);
  if (!channel) throw new ApiError('internal', `channel "${arrival.channel}" was not opened`);
  return channel;
}

async function toRows(
  context: CommitContext,
  arrivals: readonly Arrival[],
  channels: ReadonlyMap<string, OpenChannel>,
): Promise<MessageRow[]> {
  const timelineOf = (arrival: Arrival): ChannelId => channelOf(arrival, channels).id;
  const mentionable = await findMentionable(
    context.tx,
    arrivals.map((arrival) => ({ text: arrival.text, timelineId: timelineOf(arrival) })),
  );
  const seq = context.appendTrimmed(arrivals.length);
  const lastIndexes = new Map<ChannelId, number>();
  return arrivals.map((arrival, at) => {
    const channel = channelOf(arrival, channels);
    const index = (lastIndexes.get(channel.id) ?? channel.lastIndex) + 1;
    lastIndexes.set(channel.id, index);
    const mentions = findMentions(arrival.text);
    return {
      workspace_id: context.workspaceId,
      timeline_id: channel.id,
      index,
      id: arrival.id,
      channel_id: channel.id,
      author_id: arrival.authorId,
      kind: arrival.kind,
      text: arrival.text,
      reply_to: arrival.replyTo,
      mentions: mentions.userIds.filter((userId) =>
        mentionable.has(seatKey({ timelineId: channel.id, userId })),
      ),
      mentions_channel: mentions.channel,
      custom: {},
      created_at: arrival.at,
      edited_at: null,
      deleted_at: null,
      deleted_by: null,
      created_seq: seq + at,
      version: seq + at,
    };
  });
}

/**
 * Whoever had read everything still has: what is brought over from elsewhere is a past to look things up in,
 * not a mountain of unread work. Imported people read nothing, so they are left out of it.
 */
async function keepRead(context: CommitContext, channels: readonly OpenChannel[]): Promise<void> {
  await sql`
    update channel_members set last_read_index = channels.last_index, own_version = ${context.nextSeq - 1}
    from unnest(${channels.map((channel) => channel.id)}::uuid[], ${channels.map((channel) => channel.lastIndex)}::bigint[]) as before(channel_id, last_index)
    join channels on channels.workspace_id = ${context.workspaceId} and channels.id = before.channel_id
    where channel_members.workspace_id = ${context.workspaceId} and channel_members.channel_id = before.channel_id
      and channel_members.user_id >= ${FIRST_OWN_ID}::uuid
      and channel_members.last_read_index >= before.last_index`.execute(context.tx);
}
