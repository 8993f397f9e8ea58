/** Who comes into a channel, who goes, and who keeps it. */
import {
  limits,
  type Channel,
  type ChannelId,
  type ChannelMember,
  type ChannelRole,
  type ChannelView,
  type UserId,
} from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { command, type CommitContext } from '../event-log/workspace-writer.ts';
import { requireUnblockedBy } from '../users/blocks.ts';
import { findBanned, findMember, loadChannel, loadOwnChannel, requireActive } from './access.ts';
import { addMember, changeRole, removeMember } from './membership.ts';
import * as policy from './policies.ts';
import { presentChannel, toChannelMember, viewChannel } from './presenters.ts';
import {
  callerOf,
  requireAnotherOwner,
  requireOwnRoom,
  requirePeople,
  requireRoom,
  type ChannelInput,
} from './requirements.ts';

export const joinChannel = command<ChannelInput, ChannelView>(
  'channels.join',
  async (context, { userId, channelId }) => {
    const caller = await callerOf(context, userId);
    const { channel, member } = await loadChannel(context.tx, caller, channelId);
    if (member) return viewChannel(context.tx, userId, channel);
    if (!policy.mayJoin(channel, caller.role))
      throw new ApiError('forbidden', 'Only public channels can be joined: ask a member to add you.');
    if ((await findBanned(context.tx, channelId, [userId])).has(userId)) throw new ApiError('banned');
    requireActive(channel);
    await requireOwnRoom(context, userId);
    return viewChannel(context.tx, userId, await addMember(context, channel, userId, 'member'));
  },
);

export const leaveChannel = command<ChannelInput, undefined>(
  'channels.leave',
  async (context, { userId, channelId }) => {
    const caller = await callerOf(context, userId);
    const { channel, member } = await loadOwnChannel(context.tx, caller, channelId);
    if (channel.kind === 'direct')
      throw new ApiError('forbidden', 'A conversation of two cannot be left. It can be muted.');
    await requireAnotherOwner(context, channel, member);
    await removeMember(context, channel, userId);
    return undefined;
  },
);

export const addMembers = command<ChannelInput & { readonly userIds: readonly UserId[] }, Channel>(
  'channels.addMembers',
  async (context, { userId, channelId, userIds }) => {
    const caller = await callerOf(context, userId);
    const access = await loadChannel(context.tx, caller, channelId);
    if (!policy.mayAddMembers(access.channel, access.member, caller.role))
      throw new ApiError('forbidden', 'Only members can add people to a channel.');
    requireActive(access.channel);
    const people = [...new Set(userIds)];
    await requirePeople(context, people, 'body.userIds');
    await requireNotBanned(context, channelId, userIds);
    const newcomers = await findNewcomers(context, channelId, people);
    await requireRoom(context, newcomers, 'body.userIds');
    if (access.channel.kind === 'group')
      await requireUnblockedBy(context.tx, newcomers, userId, { field: 'body.userIds', ids: userIds });
    if (
      access.channel.kind === 'group' &&
      access.channel.member_count + newcomers.length > limits.groupMembers
    )
      throw ApiError.field('body.userIds', `would make more than ${limits.groupMembers} people`);
    let { channel } = access;
    for (const id of newcomers) channel = await addMember(context, channel, id, 'member');
    return presentChannel(context.tx, channel);
  },
);

/** @throws {ApiError} `banned`, with the place of the first of them who is. */
async function requireNotBanned(
  context: CommitContext,
  channelId: ChannelId,
  userIds: readonly UserId[],
): Promise<void> {
  const banned = await findBanned(context.tx, channelId, userIds);
  const first = userIds.findIndex((id) => banned.has(id));
  if (first >= 0)
    throw new ApiError('banned', undefined, {
      fields: [{ field: `body.userIds.${first}`, message: 'is banned from this channel' }],
    });
}

/** Those who are not in the channel yet. */
async function findNewcomers(
  { tx }: CommitContext,
  channelId: ChannelId,
  people: readonly UserId[],
): Promise<UserId[]> {
  const members = await tx
    .selectFrom('channel_members')
    .select('user_id')
    .where('channel_id', '=', channelId)
    .where('user_id', 'in', people)
    .execute();
  const inside = new Set(members.map((member) => member.user_id));
  return people.filter((id) => !inside.has(id));
}

export const removeChannelMember = command<ChannelInput & { readonly memberId: UserId }, undefined>(
  'channels.removeMember',
  async (context, { userId, channelId, memberId }) => {
    const caller = await callerOf(context, userId);
    const { channel, member } = await loadChannel(context.tx, caller, channelId);
    const other = await findMember(context.tx, channelId, memberId);
    if (!other) throw new ApiError('not_found', 'There is no such member of the channel.');
    if (!policy.mayRemoveMember(channel, member, caller.role, other))
      throw new ApiError('forbidden', 'Only those who keep the channel can remove somebody.');
    await requireAnotherOwner(context, channel, other);
    await removeMember(context, channel, memberId);
    return undefined;
  },
);

export const setMemberRole = command<
  ChannelInput & { readonly memberId: UserId; readonly role: ChannelRole },
  ChannelMember
>('channels.setMemberRole', async (context, { userId, channelId, memberId, role }) => {
  const caller = await callerOf(context, userId);
  const { channel, member } = await loadChannel(context.tx, caller, channelId);
  const other = await findMember(context.tx, channelId, memberId);
  if (!other) throw new ApiError('not_found', 'There is no such member of the channel.');
  if (!policy.maySetRole(channel, member, caller.role))
    throw new ApiError('forbidden', 'Only the owner of the channel can say who keeps it.');
  if (other.role === role) return toChannelMember(other, channel);
  if (role !== 'owner') await requireAnotherOwner(context, channel, other);
  if (role === 'owner' && member?.role === 'owner' && memberId !== userId)
    await changeRole(context, channel, userId, 'moderator');
  return changeRole(context, channel, memberId, role);
});
