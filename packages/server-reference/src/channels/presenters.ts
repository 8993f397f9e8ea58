import type { Channel, ChannelMember, ChannelView, Membership, UserId } from '@fechatter/protocol';
import { limits } from '@fechatter/protocol';
import { sql, type Selectable } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import type { ChannelMembersTable, ChannelsTable } from '../database/tables.ts';

export type ChannelRow = Selectable<ChannelsTable>;
export type MemberRow = Selectable<ChannelMembersTable>;

/** Whether a conversation is told apart by who is in it, not by a name. */
export const isNamedByMembers = (channel: Pick<ChannelRow, 'kind'>): boolean =>
  channel.kind === 'direct' || channel.kind === 'group';

/** Whether a channel is small enough for its members to see how far each has read. */
export const tellsReads = (channel: Pick<ChannelRow, 'member_count'>): boolean =>
  channel.member_count <= limits.readReceiptMembers;

export function toChannel(row: ChannelRow, memberIds: readonly UserId[] | null): Channel {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    description: row.description,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    archivedAt: row.archived_at?.toISOString() ?? null,
    memberCount: row.member_count,
    memberIds: isNamedByMembers(row) ? (memberIds ?? []) : null,
    lastIndex: row.last_index,
    lastMessageAt: row.last_message_at?.toISOString() ?? null,
    version: row.version,
  };
}

export function toChannelMember(row: MemberRow, channel: Pick<ChannelRow, 'member_count'>): ChannelMember {
  return {
    channelId: row.channel_id,
    userId: row.user_id,
    role: row.role,
    lastReadIndex: tellsReads(channel) ? row.last_read_index : 0,
    joinedAt: row.joined_at.toISOString(),
    silencedUntil: row.silenced_until?.toISOString() ?? null,
    version: row.version,
  };
}

export function toMembership(row: MemberRow, unreadMentions: readonly number[]): Membership {
  return {
    channelId: row.channel_id,
    role: row.role,
    joinedAt: row.joined_at.toISOString(),
    silencedUntil: row.silenced_until?.toISOString() ?? null,
    lastReadIndex: row.last_read_index,
    unreadMentions,
    muted: row.muted,
    favourite: row.favourite,
    notifications: row.notifications,
    version: Math.max(row.version, row.own_version),
  };
}

/** Who is in each of these conversations, for those that are named by their members. */
export async function memberIdsOf(
  tx: WalledTransaction,
  channels: readonly ChannelRow[],
): Promise<ReadonlyMap<string, UserId[]>> {
  const ids = channels.filter(isNamedByMembers).map((channel) => channel.id);
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('channel_members')
    .select(['channel_id', 'user_id'])
    .where('channel_id', 'in', ids)
    .orderBy('joined_at')
    .orderBy('user_id')
    .execute();
  const members = new Map<string, UserId[]>();
  for (const row of rows) members.set(row.channel_id, [...(members.get(row.channel_id) ?? []), row.user_id]);
  return members;
}

/**
 * The unread messages that mention somebody, by channel: the newest of each, by rising index. Those by people whom
 * they have blocked do not count; who that is, is asked for each mention, so that without any nothing is looked up.
 */
export async function unreadMentionsOf(
  tx: WalledTransaction,
  userId: UserId,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, number[]>> {
  if (channelIds.length === 0) return new Map();
  const { rows } = await sql<{ channel_id: string; index: number }>`
    with mine as (
      select channel_id, last_read_index from channel_members
      where workspace_id = ${tx.workspaceId} and user_id = ${userId} and channel_id = any(${channelIds}::uuid[])
    ), blocked as (
      select blocked_id from user_blocks where workspace_id = ${tx.workspaceId} and user_id = ${userId}
    ), found as (
      select mine.channel_id, mentions.index from mine join mentions using (channel_id)
        where mentions.workspace_id = ${tx.workspaceId} and mentions.user_id = ${userId} and mentions.index > mine.last_read_index
        and not exists (
          select from blocked cross join lateral (
            select from messages where workspace_id = ${tx.workspaceId} and timeline_id = mine.channel_id and index = mentions.index and author_id = blocked_id limit 1
          ) as theirs
        )
      union
      select mine.channel_id, messages.index from mine join messages on messages.timeline_id = mine.channel_id
        where messages.workspace_id = ${tx.workspaceId} and messages.mentions_channel and messages.deleted_at is null
          and messages.index > mine.last_read_index and messages.author_id <> ${userId}
          and messages.author_id not in (select blocked_id from blocked)
    ), ranked as (
      select channel_id, index, row_number() over (partition by channel_id order by index desc) as rank from found
    )
    select channel_id, index from ranked where rank <= ${limits.unreadMentions} order by index`.execute(tx);
  const mentions = new Map<string, number[]>();
  for (const row of rows) mentions.set(row.channel_id, [...(mentions.get(row.channel_id) ?? []), row.index]);
  return mentions;
}

/** Channels with a person's side of each, in the given order. */
export async function viewChannels(
  tx: WalledTransaction,
  userId: UserId,
  channels: readonly ChannelRow[],
): Promise<ChannelView[]> {
  if (channels.length === 0) return [];
  const ids = channels.map((channel) => channel.id);
  const rows = await tx
    .selectFrom('channel_members')
    .selectAll()
    .where('user_id', '=', userId)
    .where('channel_id', 'in', ids)
    .execute();
  const own = new Map(rows.map((row) => [row.channel_id, row]));
  const members = await memberIdsOf(tx, channels);
  const mentions = await unreadMentionsOf(tx, userId, [...own.keys()]);
  return channels.map((channel) => {
    const row = own.get(channel.id);
    return {
      channel: toChannel(channel, members.get(channel.id) ?? null),
      membership: row ? toMembership(row, mentions.get(channel.id) ?? []) : null,
    };
  });
}

/** The same for one channel. */
export async function viewChannel(
  tx: WalledTransaction,
  userId: UserId,
  channel: ChannelRow,
): Promise<ChannelView> {
  const [view] = await viewChannels(tx, userId, [channel]);
  if (!view) throw new Error('a channel has a view');
  return view;
}

/** A channel as all its members see it. */
export async function presentChannel(tx: WalledTransaction, channel: ChannelRow): Promise<Channel> {
  return toChannel(channel, (await memberIdsOf(tx, [channel])).get(channel.id) ?? null);
}
