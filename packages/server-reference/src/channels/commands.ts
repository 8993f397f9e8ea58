import type {
  Channel,
  ChannelId,
  ChannelMember,
  ChannelRole,
  ChannelView,
  Membership,
  RouteArguments,
  UserId,
} from '@fechatter/protocol';
import { limits } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { command, type CommitContext } from '../event-log/workspace-writer.ts';
import { loadCaller, type Caller } from '../users/caller.ts';
import { visibleUserIds } from '../users/visibility.ts';
import { findMember, loadChannel, loadOwnChannel, requireActive } from './access.ts';
import { addMember, removeMember } from './membership.ts';
import * as policy from './policies.ts';
import {
  presentChannel,
  tellsReads,
  toChannelMember,
  toMembership,
  unreadMentionsOf,
  viewChannel,
  type ChannelRow,
  type MemberRow,
} from './presenters.ts';

/** Who does something to which channel. */
export interface ChannelInput {
  readonly userId: UserId;
  readonly channelId: ChannelId;
}

const callerOf = (context: CommitContext, userId: UserId): Promise<Caller> =>
  loadCaller(context.tx, { workspaceId: context.workspaceId, userId });

type Creation = RouteArguments<'channels.create'>['body'];

export const createChannel = command<{ readonly userId: UserId; readonly body: Creation }, ChannelView>(
  'channels.create',
  async (context, { userId, body }) => {
    const { tx } = context;
    const caller = await callerOf(context, userId);
    const known = await tx.selectFrom('channels').selectAll().where('id', '=', body.id).executeTakeFirst();
    if (known) {
      const same =
        known.created_by === userId &&
        known.kind === body.kind &&
        (body.kind !== 'direct' || known.direct_key === directKeyOf(userId, body.userId));
      // Whoever made it may have been removed since.
      if (!same || !policy.mayFind(known, (await findMember(tx, known.id, userId)) ?? null, caller.role))
        throw new ApiError('id_taken');
      return viewChannel(tx, userId, known);
    }
    if (body.kind === 'direct') return openDirect(context, caller, body.id, body.userId);
    if (!policy.mayCreateChannel(caller.role))
      throw new ApiError('forbidden', 'Guests cannot make channels.');
    const others = [...new Set(body.memberIds)].filter((id) => id !== userId);
    await requirePeople(context, others, 'body.memberIds');
    if (body.kind === 'group' && others.length >= limits.groupMembers)
      throw ApiError.field('body.memberIds', `can have ${limits.groupMembers - 1} people at most`);
    if (body.kind === 'public') await requireFreeName(context, body.name, body.id);
    const channel = await insertChannel(context, {
      id: body.id,
      kind: body.kind,
      name: body.name,
      description: 'description' in body ? body.description : '',
      direct_key: null,
      created_by: userId,
    });
    return populate(context, channel, userId, others);
  },
);

const directKeyOf = (one: UserId, other: UserId): string => [one, other].sort().join(':');

/** The conversation of two people exists once, whoever asks for it and however often. */
async function openDirect(
  context: CommitContext,
  caller: Caller,
  id: ChannelId,
  otherId: UserId,
): Promise<ChannelView> {
  const { tx } = context;
  if (otherId === caller.userId) throw ApiError.field('body.userId', 'is yourself');
  const directKey = directKeyOf(caller.userId, otherId);
  const existing = await tx
    .selectFrom('channels')
    .selectAll()
    .where('direct_key', '=', directKey)
    .executeTakeFirst();
  if (existing) return viewChannel(tx, caller.userId, existing);
  await requirePeople(context, [otherId], 'body.userId');
  if (caller.role === 'guest' && !(await visibleUserIds(tx, caller.userId)).includes(otherId))
    throw ApiError.field('body.userId', 'is nobody of this workspace');
  const channel = await insertChannel(context, {
    id,
    kind: 'direct',
    name: '',
    description: '',
    direct_key: directKey,
    created_by: caller.userId,
  });
  return populate(context, channel, caller.userId, [otherId]);
}

function insertChannel(
  context: CommitContext,
  values: Pick<ChannelRow, 'id' | 'kind' | 'name' | 'description' | 'direct_key' | 'created_by'>,
): Promise<ChannelRow> {
  return context.tx
    .insertInto('channels')
    .values({
      ...values,
      workspace_id: context.workspaceId,
      created_at: context.now,
      member_count: 0,
      version: context.nextSeq,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function populate(
  context: CommitContext,
  empty: ChannelRow,
  ownerId: UserId,
  others: readonly UserId[],
): Promise<ChannelView> {
  let channel = await addMember(context, empty, ownerId, 'owner');
  for (const id of others)
    channel = await addMember(context, channel, id, empty.kind === 'direct' ? 'owner' : 'member');
  return viewChannel(context.tx, ownerId, channel);
}

async function requirePeople({ tx }: CommitContext, ids: readonly UserId[], field: string): Promise<void> {
  if (ids.length === 0) return;
  const found = await tx
    .selectFrom('workspace_members')
    .select('user_id')
    .where('user_id', 'in', ids)
    .where('removed_at', 'is', null)
    .execute();
  if (found.length < ids.length) throw ApiError.field(field, 'names somebody who is not in this workspace');
}

async function requireFreeName({ tx }: CommitContext, name: string, except: ChannelId): Promise<void> {
  const taken = await tx
    .selectFrom('channels')
    .select('id')
    .where('kind', '=', 'public')
    .where('archived_at', 'is', null)
    .where((row) => row(row.fn<string>('lower', ['name']), '=', row.fn<string>('lower', [row.val(name)])))
    .where('id', '!=', except)
    .executeTakeFirst();
  if (taken)
    throw new ApiError('name_taken', `There is a public channel named "${name}".`, {
      fields: [{ field: 'body.name', message: 'is taken' }],
    });
}

export const updateChannel = command<
  ChannelInput & { readonly body: RouteArguments<'channels.update'>['body'] },
  Channel
>('channels.update', async (context, { userId, channelId, body }) => {
  const { tx } = context;
  const caller = await callerOf(context, userId);
  const { channel, member } = await loadChannel(tx, caller, channelId);
  if (!policy.mayChange(channel, member, caller.role))
    throw new ApiError('forbidden', 'Only those who keep the channel can change it.');
  const name = body.name ?? channel.name;
  const description = body.description ?? channel.description;
  const archived = body.archived ?? channel.archived_at !== null;
  if (
    name === channel.name &&
    description === channel.description &&
    archived === (channel.archived_at !== null)
  )
    return presentChannel(tx, channel);
  if (archived && channel.archived_at !== null) throw new ApiError('channel_archived');
  if (channel.kind === 'public' && !archived) await requireFreeName(context, name, channelId);
  const changed = await tx
    .updateTable('channels')
    .set({ name, description, archived_at: archived ? context.now : null, version: context.nextSeq })
    .where('id', '=', channelId)
    .returningAll()
    .executeTakeFirstOrThrow();
  const shown = await presentChannel(tx, changed);
  context.append({ to: 'channel', channelId }, { type: 'channel.updated', data: { channel: shown } });
  return shown;
});

export const joinChannel = command<ChannelInput, ChannelView>(
  'channels.join',
  async (context, { userId, channelId }) => {
    const caller = await callerOf(context, userId);
    const { channel, member } = await loadChannel(context.tx, caller, channelId);
    if (member) return viewChannel(context.tx, userId, channel);
    if (!policy.mayJoin(channel, caller.role))
      throw new ApiError('forbidden', 'Only public channels can be joined: ask a member to add you.');
    requireActive(channel);
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

/** A named channel that has people keeps an owner. */
async function requireAnotherOwner(
  { tx }: CommitContext,
  channel: ChannelRow,
  leaving: MemberRow,
): Promise<void> {
  if (leaving.role !== 'owner' || channel.kind === 'group' || channel.member_count <= 1) return;
  const other = await tx
    .selectFrom('channel_members')
    .select('user_id')
    .where('channel_id', '=', channel.id)
    .where('role', '=', 'owner')
    .where('user_id', '!=', leaving.user_id)
    .executeTakeFirst();
  if (!other) throw new ApiError('last_owner');
}

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
    if (
      access.channel.kind === 'group' &&
      access.channel.member_count + (await countNewcomers(context, channelId, people)) > limits.groupMembers
    )
      throw ApiError.field('body.userIds', `would make more than ${limits.groupMembers} people`);
    let { channel } = access;
    for (const id of people) channel = await addMember(context, channel, id, 'member');
    return presentChannel(context.tx, channel);
  },
);

async function countNewcomers(
  { tx }: CommitContext,
  channelId: ChannelId,
  people: readonly UserId[],
): Promise<number> {
  const members = await tx
    .selectFrom('channel_members')
    .select('user_id')
    .where('channel_id', '=', channelId)
    .where('user_id', 'in', people)
    .execute();
  return people.length - members.length;
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

async function changeRole(
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
  const membership = await presentMembership(context, row);
  context.append(
    { to: 'user', userId: member.user_id },
    { type: 'membership.updated', data: { membership } },
  );
  return membership;
}

async function presentMembership({ tx }: CommitContext, row: MemberRow): Promise<Membership> {
  const mentions = await unreadMentionsOf(tx, row.user_id, [row.channel_id]);
  return toMembership(row, mentions.get(row.channel_id) ?? []);
}
