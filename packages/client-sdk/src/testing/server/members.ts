import { limits, type ChannelMember, type ChannelRole, type UserId } from '@fechatter/protocol';
import { requireUnblockedBy } from './blocks.ts';
import { isNamedByMembers, toChannel, toMember, toView } from './channel-presenters.ts';
import { byName, page } from './page.ts';
import { Refusal } from './refusal.ts';
import type { Handlers } from './router.ts';
import type { ChannelRow, MemberRow, WorkspaceState } from './state.ts';
import { channelFor, isSilenced, mayRemoveMember, ownChannelFor, requireActive } from './visibility.ts';

export function requirePeople(state: WorkspaceState, ids: readonly UserId[], field: string): void {
  const isHere = (id: UserId): boolean => state.people.get(id)?.user.removed === false;
  if (!ids.every(isHere)) throw Refusal.field(field, 'names somebody who is not in this workspace');
}

/** A member of a channel that the caller may know of. */
export function memberOf({ members }: ChannelRow, userId: UserId): MemberRow {
  const member = members.get(userId);
  if (member === undefined) throw new Refusal('not_found', 'There is no such member of the channel.');
  return member;
}

/** Makes somebody a member, with everything before read, and tells all members. Does nothing for a member, and for somebody banned. */
export function addMember(
  state: WorkspaceState,
  channel: ChannelRow,
  userId: UserId,
  role: ChannelRole,
): void {
  if (channel.members.has(userId) || channel.bans.has(userId)) return;
  const { user } = state.person(userId);
  const version = state.log.next;
  const member: MemberRow = {
    userId,
    role,
    joinedAt: state.now(),
    joinedIndex: channel.messages.length,
    lastReadIndex: channel.messages.length,
    muted: false,
    favourite: false,
    notifications: null,
    silencedUntil: channel.keptSilences.get(userId) ?? null,
    version,
    ownVersion: version,
  };
  channel.members.set(userId, member);
  channel.version = version;
  state.log.append(
    { to: 'channel', channelId: channel.id },
    { type: 'member.added', data: { channel: toChannel(channel), member: toMember(channel, member), user } },
  );
}

/** Ends a membership: the person gets this event of the channel, and nothing after it. */
export function removeMember(state: WorkspaceState, channel: ChannelRow, userId: UserId): void {
  const member = channel.members.get(userId);
  if (member === undefined) return;
  channel.members.delete(userId);
  // Leaving is no way out of it.
  if (isSilenced(state, member)) channel.keptSilences.set(userId, member.silencedUntil);
  else channel.keptSilences.delete(userId);
  channel.version = state.log.next;
  state.log.append(
    { to: 'channel-and-user', channelId: channel.id, userId },
    { type: 'member.removed', data: { channelId: channel.id, userId, memberCount: channel.members.size } },
  );
}

function changeRole(
  state: WorkspaceState,
  channel: ChannelRow,
  member: MemberRow,
  role: ChannelRole,
): ChannelMember {
  Object.assign(member, { role, version: state.log.next });
  const shown = toMember(channel, member);
  state.log.append(
    { to: 'channel', channelId: channel.id },
    { type: 'member.updated', data: { member: shown } },
  );
  return shown;
}

/** A named channel that has people keeps an owner. */
export function requireAnotherOwner({ kind, members }: ChannelRow, leaving: MemberRow): void {
  if (leaving.role !== 'owner' || kind === 'group' || members.size <= 1) return;
  if (![...members.values()].some((other) => other !== leaving && other.role === 'owner'))
    throw new Refusal('last_owner');
}

export const memberHandlers: Pick<
  Handlers,
  | 'channels.join'
  | 'channels.leave'
  | 'channels.members'
  | 'channels.addMembers'
  | 'channels.setMemberRole'
  | 'channels.removeMember'
> = {
  'channels.join': ({ state, userId }, { path }) => {
    const { channel, member, role } = channelFor(state, userId, path.channelId);
    if (member !== null) return toView(state, userId, channel);
    if (channel.kind !== 'public' || role === 'guest')
      throw new Refusal('forbidden', 'Only public channels can be joined: ask a member to add you.');
    if (channel.bans.has(userId)) throw new Refusal('banned');
    requireActive(channel);
    addMember(state, channel, userId, 'member');
    return toView(state, userId, channel);
  },
  'channels.leave': ({ state, userId }, { path }) => {
    const { channel, member } = ownChannelFor(state, userId, path.channelId);
    if (channel.kind === 'direct')
      throw new Refusal('forbidden', 'A conversation of two cannot be left. It can be muted.');
    requireAnotherOwner(channel, member);
    removeMember(state, channel, userId);
    return undefined;
  },
  'channels.members': ({ state, userId }, { path, query }) => {
    const { channel } = ownChannelFor(state, userId, path.channelId);
    const start = (query.q ?? '').toLowerCase();
    const found = [...channel.members.keys()]
      .map((id) => state.person(id).user)
      .filter(({ name }) => [name, ...name.split(' ')].some((part) => part.toLowerCase().startsWith(start)))
      .sort(byName);
    const { items, next } = page(found, query);
    return { items: items.map(({ id }) => toMember(channel, memberOf(channel, id))), users: items, next };
  },
  'channels.addMembers': ({ state, userId }, { path, body }) => {
    const { channel, member, role } = channelFor(state, userId, path.channelId);
    if (channel.kind === 'direct' || member === null || role === 'guest')
      throw new Refusal('forbidden', 'Only members can add people to a channel.');
    requireActive(channel);
    const people = [...new Set(body.userIds)];
    requirePeople(state, people, 'body.userIds');
    const banned = body.userIds.findIndex((id) => channel.bans.has(id));
    if (banned >= 0)
      throw new Refusal('banned', undefined, [
        { field: `body.userIds.${banned}`, message: 'is banned from this channel' },
      ]);
    const newcomers = people.filter((id) => !channel.members.has(id));
    if (channel.kind === 'group')
      requireUnblockedBy(state, newcomers, userId, { field: 'body.userIds', ids: body.userIds });
    if (channel.kind === 'group' && channel.members.size + newcomers.length > limits.groupMembers)
      throw Refusal.field('body.userIds', `would make more than ${limits.groupMembers} people`);
    for (const id of newcomers) addMember(state, channel, id, 'member');
    return toChannel(channel);
  },
  'channels.setMemberRole': ({ state, userId }, { path, body }) => {
    const { channel, member, role } = channelFor(state, userId, path.channelId);
    const other = memberOf(channel, path.userId);
    const isKeeper = member !== null && (member.role === 'owner' || role === 'owner' || role === 'admin');
    if (isNamedByMembers(channel) || !isKeeper)
      throw new Refusal('forbidden', 'Only the owner of the channel can say who keeps it.');
    if (other.role === body.role) return toMember(channel, other);
    if (body.role !== 'owner') requireAnotherOwner(channel, other);
    else if (member.role === 'owner' && other !== member) changeRole(state, channel, member, 'moderator');
    return changeRole(state, channel, other, body.role);
  },
  'channels.removeMember': ({ state, userId }, { path }) => {
    const access = channelFor(state, userId, path.channelId);
    const { channel } = access;
    const other = memberOf(channel, path.userId);
    if (!mayRemoveMember(access, other))
      throw new Refusal('forbidden', 'Only those who keep the channel can remove somebody.');
    requireAnotherOwner(channel, other);
    removeMember(state, channel, other.userId);
    return undefined;
  },
};
