import type { ChannelMember, ChannelRole, UserId } from '@fechatter/protocol';
import { sql } from 'kysely';
import { ApiError } from '../errors/api-error.ts';
import type { CommitContext } from '../event-log/workspace-writer.ts';
import { toUser } from '../users/presenters.ts';
import { findBanned, findMember } from './access.ts';
import { presentChannel, toChannelMember, type ChannelRow } from './presenters.ts';
import { keepSilence, takeSilence } from './silence.ts';

/**
 * Makes somebody a member of a channel and tells the members, the new one too. Whoever joins starts with
 * everything before read: an old channel is not a mountain of work. Does nothing for a member, and lets in nobody who is
 * banned, whoever brings them: a caller who is to be told asks first.
 *
 * @returns the channel as it is now.
 * @throws {ApiError} `invalid_request` when there is no such person in the workspace.
 */
export async function addMember(
  context: CommitContext,
  channel: ChannelRow,
  userId: UserId,
  role: ChannelRole,
): Promise<ChannelRow> {
  const { tx, workspaceId, now, nextSeq } = context;
  if (await findMember(tx, channel.id, userId)) return channel;
  if ((await findBanned(tx, channel.id, [userId])).has(userId)) return channel;
  const user = await tx
    .selectFrom('workspace_members')
    .selectAll()
    .where('user_id', '=', userId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!user) throw ApiError.field('body.userId', 'is nobody of this workspace');
  const member = await tx
    .insertInto('channel_members')
    .values({
      workspace_id: workspaceId,
      channel_id: channel.id,
      user_id: userId,
      role,
      joined_at: now,
      last_read_index: channel.last_index,
      notifications: null,
      silenced_until: await takeSilence(context, channel.id, userId),
      version: nextSeq,
      own_version: nextSeq,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const changed = await countMembers(context, channel, 1);
  context.append(
    { to: 'channel', channelId: channel.id },
    {
      type: 'member.added',
      data: {
        channel: await presentChannel(tx, changed),
        member: toChannelMember(member, changed),
        user: toUser(user),
      },
    },
  );
  return changed;
}

/** Ends somebody's membership: they get this event of the channel, and nothing after it. */
export async function removeMember(
  context: CommitContext,
  channel: ChannelRow,
  userId: UserId,
): Promise<ChannelRow> {
  const { tx } = context;
  const member = await tx
    .deleteFrom('channel_members')
    .where('channel_id', '=', channel.id)
    .where('user_id', '=', userId)
    .returning('silenced_until')
    .executeTakeFirst();
  if (!member) return channel;
  await keepSilence(context, channel.id, userId, member.silenced_until);
  await tx
    .deleteFrom('mentions')
    .where('channel_id', '=', channel.id)
    .where('user_id', '=', userId)
    .execute();
  const changed = await countMembers(context, channel, -1);
  context.append(
    { to: 'channel-and-user', channelId: channel.id, userId },
    { type: 'member.removed', data: { channelId: channel.id, userId, memberCount: changed.member_count } },
  );
  return changed;
}

/** Gives a member another role, and tells the members. */
export async function changeRole(
  context: CommitContext,
  channel: ChannelRow,
  userId: UserId,
  role: ChannelRole,
): Promise<ChannelMember> {
  const row = await context.tx
    .updateTable('channel_members')
    .set({ role, version: context.nextSeq })
    .where('channel_id', '=', channel.id)
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirstOrThrow();
  const member = toChannelMember(row, channel);
  context.append({ to: 'channel', channelId: channel.id }, { type: 'member.updated', data: { member } });
  return member;
}

/**
 * Ends all memberships of somebody who leaves the workspace. A named channel whose only owner they were goes to
 * whoever keeps it already, and among equals to who has been there longest.
 */
export async function removeFromAllChannels(context: CommitContext, userId: UserId): Promise<void> {
  const channels = await context.tx
    .selectFrom('channels')
    .innerJoin('channel_members', (join) =>
      join
        .onRef('channel_members.channel_id', '=', 'channels.id')
        .onRef('channel_members.workspace_id', '=', 'channels.workspace_id'),
    )
    .selectAll('channels')
    .where('channel_members.user_id', '=', userId)
    .orderBy('channels.id')
    .execute();
  for (const channel of channels) {
    await passOn(context, channel, userId);
    await removeMember(context, channel, userId);
  }
}

async function passOn(context: CommitContext, channel: ChannelRow, leaverId: UserId): Promise<void> {
  if (channel.kind !== 'public' && channel.kind !== 'private') return;
  if ((await findMember(context.tx, channel.id, leaverId))?.role !== 'owner') return;
  const next = await context.tx
    .selectFrom('channel_members')
    .select(['user_id', 'role'])
    .where('channel_id', '=', channel.id)
    .where('user_id', '!=', leaverId)
    .orderBy(sql`array_position(array['owner', 'moderator', 'member'], role)`)
    .orderBy('joined_at')
    .orderBy('user_id')
    .limit(1)
    .executeTakeFirst();
  if (next && next.role !== 'owner') await changeRole(context, channel, next.user_id, 'owner');
}

function countMembers(
  { tx, nextSeq }: CommitContext,
  channel: ChannelRow,
  change: 1 | -1,
): Promise<ChannelRow> {
  return tx
    .updateTable('channels')
    .set((row) => ({ member_count: row('member_count', '+', change), version: nextSeq }))
    .where('id', '=', channel.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
