import { sql } from 'kysely';
import type { CommitContext } from '../event-log/workspace-writer.ts';
import type { MessageRow } from './presenters.ts';

/**
 * Writes the messages, the heads of their timelines, the read marks of their authors and the mentions: one statement.
 *
 * The seats of the authors are looked up one by one and updated by their place: without statistics, as in an
 * embedded database, the planner would go through all members of the workspace. The counters of the workspace
 * are locked, so no seat moves meanwhile.
 */
export async function insertMessages(context: CommitContext, rows: readonly MessageRow[]): Promise<void> {
  const column = <K extends keyof MessageRow>(name: K): MessageRow[K][] => rows.map((row) => row[name]);
  const heads = headsOf(rows);
  const reads = [...new Map(rows.map((row) => [`${row.channel_id}:${row.author_id}`, row])).values()];
  const mentions = rows.flatMap((row) =>
    row.mentions.filter((userId) => userId !== row.author_id).map((userId) => ({ ...row, userId })),
  );
  await sql`
    with sent as (
      insert into messages (workspace_id, timeline_id, index, id, channel_id, author_id, kind, text, reply_to, mentions, mentions_channel, custom, created_at, created_seq, version)
      select ${context.workspaceId}::uuid, m.channel_id, m.index, m.id, m.channel_id, m.author_id, m.kind, m.text, m.reply_to,
        string_to_array(m.mentions, ',')::uuid[], m.mentions_channel::boolean, coalesce(m.custom::jsonb, '{}'), m.created_at, m.seq, m.seq
      from unnest(
        ${column('channel_id')}::uuid[], ${column('index')}::bigint[], ${column('id')}::uuid[], ${column('author_id')}::uuid[], ${column('kind')}::text[],
        ${column('text')}::text[], ${column('reply_to')}::uuid[], ${rows.map((row) => row.mentions.join(','))}::text[], ${rows.map((row) => String(row.mentions_channel))}::text[], ${rows.map(customText)}::text[],
        ${rows.map((row) => row.created_at.toISOString())}::timestamptz[], ${column('version')}::bigint[]
      ) as m(channel_id, index, id, author_id, kind, text, reply_to, mentions, mentions_channel, custom, created_at, seq)
    ), head as (
      update channels set last_index = h.index, last_message_at = greatest(last_message_at, h.at)
      from unnest(${heads.map((head) => head.channelId)}::uuid[], ${heads.map((head) => head.index)}::bigint[], ${heads.map((head) => head.at.toISOString())}::timestamptz[]) as h(id, index, at)
      where channels.workspace_id = ${context.workspaceId} and channels.id = h.id
    ), mentioned as (
      insert into mentions (workspace_id, user_id, channel_id, index)
      select ${context.workspaceId}::uuid, x.user_id, x.channel_id, x.index
      from unnest(${mentions.map((row) => row.userId)}::uuid[], ${mentions.map((row) => row.channel_id)}::uuid[], ${mentions.map((row) => row.index)}::bigint[]) as x(user_id, channel_id, index)
    )
    update channel_members set last_read_index = greatest(last_read_index, own.index)
    from (
      select seat.ctid, r.index
      from unnest(${reads.map((row) => row.channel_id)}::uuid[], ${reads.map((row) => row.author_id)}::uuid[], ${reads.map((row) => row.index)}::bigint[]) as r(channel_id, user_id, index)
      cross join lateral (select ctid from channel_members where workspace_id = ${context.workspaceId} and channel_id = r.channel_id and user_id = r.user_id limit 1) as seat
    ) as own
    where channel_members.workspace_id = ${context.workspaceId} and channel_members.ctid = own.ctid`.execute(
    context.tx,
  );
}

/** Most messages have none, which is said without any text. */
const customText = ({ custom }: MessageRow): string | null =>
  Object.keys(custom).length === 0 ? null : JSON.stringify(custom);

interface Head {
  readonly channelId: string;
  readonly index: number;
  readonly at: Date;
}

/** Where each timeline ends now, and when it was last spoken in: not always the last message, when they come from elsewhere. */
function headsOf(rows: readonly MessageRow[]): Head[] {
  const heads = new Map<string, Head>();
  for (const { channel_id: channelId, index, created_at: at } of rows) {
    const before = heads.get(channelId);
    heads.set(channelId, {
      channelId,
      index: Math.max(index, before?.index ?? 0),
      at: before && before.at > at ? before.at : at,
    });
  }
  return [...heads.values()];
}
