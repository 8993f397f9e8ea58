/** A person's own side of a channel: how far they have read, and how they want to hear of it. */
import type { Membership, RouteArguments, UserId } from '@fechatter/protocol';
import { command, type CommitContext } from '../event-log/workspace-writer.ts';
import { loadOwnChannel } from './access.ts';
import { tellsReads, toMembership, unreadMentionsOf, type MemberRow } from './presenters.ts';
import { callerOf, type ChannelInput } from './requirements.ts';

/** Moves a read mark: forward only, unless the person asks to have something unread again. */
export const markRead = command<ChannelInput & RouteArguments<'channels.read'>['body'], Membership>(
  'channels.read',
  async (context, { userId, channelId, index, unread }) => {
    const caller = await callerOf(context, userId);
    const { channel, member } = await loadOwnChannel(context.tx, caller, channelId);
    const target = Math.min(index, channel.last_index);
    if (target === member.last_read_index || (!unread && target < member.last_read_index))
      return presentMembership(context, member);
    const changed = await changeMembership(context, member, { last_read_index: target });
    if (target > member.last_read_index && tellsReads(channel)) {
      context.append(
        { to: 'channel', channelId },
        { type: 'channel.read', data: { channelId, userId, lastReadIndex: target } },
      );
    }
    return changed;
  },
);

export const setPreferences = command<
  ChannelInput & { readonly body: RouteArguments<'channels.setPreferences'>['body'] },
  Membership
>('channels.setPreferences', async (context, { userId, channelId, body }) => {
  const caller = await callerOf(context, userId);
  const { member } = await loadOwnChannel(context.tx, caller, channelId);
  return changeMembership(context, member, {
    muted: body.muted ?? member.muted,
    favourite: body.favourite ?? member.favourite,
    notifications: body.notifications === undefined ? member.notifications : body.notifications,
  });
});

/**
 * Does something that decides which mentions count for somebody, and tells their devices of every channel where
 * others do now.
 */
export async function recountMentions<T>(
  context: CommitContext,
  userId: UserId,
  change: () => Promise<T>,
): Promise<T> {
  const { tx } = context;
  const members = await tx
    .selectFrom('channel_members')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('channel_id')
    .execute();
  const channelIds = members.map((member) => member.channel_id);
  const before = await unreadMentionsOf(tx, userId, channelIds);
  const result = await change();
  const after = await unreadMentionsOf(tx, userId, channelIds);
  for (const member of members) {
    const [counted, counts] = [before, after].map((mentions) => mentions.get(member.channel_id)?.join());
    if (counted !== counts) await changeMembership(context, member, {});
  }
  return result;
}

async function changeMembership(
  context: CommitContext,
  member: MemberRow,
  change: Partial<Pick<MemberRow, 'last_read_index' | 'muted' | 'favourite' | 'notifications'>>,
): Promise<Membership> {
  const row = await context.tx
    .updateTable('channel_members')
    .set({ ...change, own_version: context.nextSeq })
    .where('channel_id', '=', member.channel_id)
    .where('user_id', '=', member.user_id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return announceMembership(context, row);
}

/** Tells somebody of their own side of a channel, as it is now. */
export async function announceMembership(context: CommitContext, row: MemberRow): Promise<Membership> {
  const membership = await presentMembership(context, row);
  context.append({ to: 'user', userId: row.user_id }, { type: 'membership.updated', data: { membership } });
  return membership;
}

async function presentMembership({ tx }: CommitContext, row: MemberRow): Promise<Membership> {
  const mentions = await unreadMentionsOf(tx, row.user_id, [row.channel_id]);
  return toMembership(row, mentions.get(row.channel_id) ?? []);
}
