import {
  limits,
  type Channel,
  type ChannelId,
  type ChannelKind,
  type ChannelMember,
  type ChannelRole,
  type ChannelView,
  type Membership,
  type RouteArguments,
  type UserId,
} from '@fechatter/protocol';
import { requireNoBlock, requireUnblocked, requireUnblockedBy } from './blocks.ts';
import { page } from './page.ts';
import { Refusal } from './refusal.ts';
import type { Handlers } from './router.ts';
import type { ChannelRow, MemberRow, WorkspaceState } from './state.ts';
import {
  channelFor,
  isModerator,
  isSilenced,
  mayChange,
  mayRemoveMember,
  ownChannelFor,
  requireActive,
  requireVoice,
} from './visibility.ts';

const isNamedByMembers = ({ kind }: ChannelRow): boolean => kind === 'direct' || kind === 'group';
const tellsReads = ({ members }: ChannelRow): boolean => members.size <= limits.readReceiptMembers;

/** A channel as all its members see it. */
export function toChannel(row: ChannelRow): Channel {
  const { id, kind, name, description, createdBy, createdAt, archivedAt, version, members, messages } = row;
  return {
    id,
    kind,
    name,
    description,
    createdBy,
    createdAt,
    archivedAt,
    memberCount: members.size,
    memberIds: isNamedByMembers(row) ? [...members.keys()] : null,
    lastIndex: messages.length,
    lastMessageAt: messages.at(-1)?.createdAt ?? null,
    version,
  };
}

export function toMember(
  channel: ChannelRow,
  { userId, role, joinedAt, silencedUntil, lastReadIndex, version }: MemberRow,
): ChannelMember {
  return {
    channelId: channel.id,
    userId,
    role,
    lastReadIndex: tellsReads(channel) ? lastReadIndex : 0,
    joinedAt,
    silencedUntil,
    version,
  };
}

/** The unread messages that mention somebody, those of people whom they have blocked left out. */
export function unreadMentionsOf(state: WorkspaceState, channel: ChannelRow, member: MemberRow): number[] {
  const { userId, joinedIndex, lastReadIndex } = member;
  const { blocked } = state.person(userId);
  return channel.messages
    .slice(lastReadIndex)
    .filter(
      ({ index, authorId, mentions, mentionsChannel }) =>
        authorId !== userId &&
        !blocked.has(authorId) &&
        (mentionsChannel || (index > joinedIndex && mentions.includes(userId))),
    )
    .map(({ index }) => index)
    .slice(-limits.unreadMentions);
}

/** Somebody's own side of a channel. */
export function toMembership(state: WorkspaceState, channel: ChannelRow, member: MemberRow): Membership {
  const { role, joinedAt, silencedUntil, lastReadIndex, muted, favourite, notifications } = member;
  return {
    channelId: channel.id,
    role,
    joinedAt,
    silencedUntil,
    lastReadIndex,
    unreadMentions: unreadMentionsOf(state, channel, member),
    muted,
    favourite,
    notifications,
    version: Math.max(member.version, member.ownVersion),
  };
}

function toView(state: WorkspaceState, userId: UserId, channel: ChannelRow): ChannelView {
  const member = channel.members.get(userId);
  return {
    channel: toChannel(channel),
    membership: member === undefined ? null : toMembership(state, channel, member),
  };
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

/** Makes a channel and puts these people into it, the first one as owner. */
export function insertChannel(
  state: WorkspaceState,
  values: {
    readonly id: ChannelId;
    readonly kind: ChannelKind;
    readonly name: string;
    readonly description: string;
    readonly directKey: string | null;
  },
  owner: UserId,
  others: readonly UserId[],
): ChannelRow {
  const channel: ChannelRow = {
    ...values,
    createdBy: owner,
    createdAt: state.now(),
    archivedAt: null,
    version: state.log.next,
    members: new Map(),
    keptSilences: new Map(),
    bans: new Map(),
    messages: [],
  };
  state.channels.set(channel.id, channel);
  addMember(state, channel, owner, 'owner');
  for (const other of others) addMember(state, channel, other, values.kind === 'direct' ? 'owner' : 'member');
  return channel;
}

function requirePeople(state: WorkspaceState, ids: readonly UserId[], field: string): void {
  const isHere = (id: UserId): boolean => state.people.get(id)?.user.removed === false;
  if (!ids.every(isHere)) throw Refusal.field(field, 'names somebody who is not in this workspace');
}

function requireFreeName(state: WorkspaceState, name: string, except: ChannelId): void {
  for (const { id, kind, archivedAt, name: other } of state.channels.values())
    if (
      id !== except &&
      kind === 'public' &&
      archivedAt === null &&
      other.toLowerCase() === name.toLowerCase()
    )
      throw new Refusal('name_taken', `There is a public channel named "${name}".`, [
        { field: 'body.name', message: 'is taken' },
      ]);
}

/** A named channel that has people keeps an owner. */
export function requireAnotherOwner({ kind, members }: ChannelRow, leaving: MemberRow): void {
  if (leaving.role !== 'owner' || kind === 'group' || members.size <= 1) return;
  if (![...members.values()].some((other) => other !== leaving && other.role === 'owner'))
    throw new Refusal('last_owner');
}

const directKeyOf = (one: UserId, other: UserId): string => [one, other].sort().join(':');

/** A repeated id gives the channel made before; a direct conversation of two people exists once. */
export function createChannel(
  state: WorkspaceState,
  userId: UserId,
  body: RouteArguments<'channels.create'>['body'],
): ChannelView {
  const { role } = state.person(userId).user;
  const known = state.channels.get(body.id);
  if (known !== undefined) {
    const isSame =
      known.createdBy === userId &&
      known.kind === body.kind &&
      (body.kind !== 'direct' || known.directKey === directKeyOf(userId, body.userId)) &&
      (known.members.has(userId) || (known.kind === 'public' && role !== 'guest'));
    if (!isSame) throw new Refusal('id_taken');
    return toView(state, userId, known);
  }
  if (body.kind === 'direct') {
    if (body.userId === userId) throw Refusal.field('body.userId', 'is yourself');
    const directKey = directKeyOf(userId, body.userId);
    const existing = [...state.channels.values()].find((channel) => channel.directKey === directKey);
    if (existing !== undefined) return toView(state, userId, existing);
    requirePeople(state, [body.userId], 'body.userId');
    requireNoBlock(state, userId, body.userId, 'body.userId');
    const values = { id: body.id, kind: body.kind, name: '', description: '', directKey };
    return toView(state, userId, insertChannel(state, values, userId, [body.userId]));
  }
  if (role === 'guest') throw new Refusal('forbidden', 'Guests cannot make channels.');
  const others = [...new Set(body.memberIds)].filter((id) => id !== userId);
  requirePeople(state, others, 'body.memberIds');
  if (body.kind === 'group' && others.length >= limits.groupMembers)
    throw Refusal.field('body.memberIds', `can have ${limits.groupMembers - 1} people at most`);
  if (body.kind === 'group')
    requireUnblockedBy(state, others, userId, { field: 'body.memberIds', ids: body.memberIds });
  if (body.kind === 'public') requireFreeName(state, body.name, body.id);
  const description = 'description' in body ? body.description : '';
  const values = { id: body.id, kind: body.kind, name: body.name, description, directKey: null };
  return toView(state, userId, insertChannel(state, values, userId, others));
}

function updateChannel(
  state: WorkspaceState,
  userId: UserId,
  channelId: ChannelId,
  body: RouteArguments<'channels.update'>['body'],
): Channel {
  const access = channelFor(state, userId, channelId);
  const { channel } = access;
  if (!mayChange(access)) throw new Refusal('forbidden', 'Only those who keep the channel can change it.');
  const { name = channel.name, description = channel.description } = body;
  const wasArchived = channel.archivedAt !== null;
  const archived = body.archived ?? wasArchived;
  if (name === channel.name && description === channel.description && archived === wasArchived)
    return toChannel(channel);
  if (archived && wasArchived) throw new Refusal('channel_archived');
  if (channel.kind === 'public' && !archived) requireFreeName(state, name, channelId);
  Object.assign(channel, {
    name,
    description,
    archivedAt: archived ? state.now() : null,
    version: state.log.next,
  });
  const shown = toChannel(channel);
  state.log.append({ to: 'channel', channelId }, { type: 'channel.updated', data: { channel: shown } });
  return shown;
}

/** Changes a person's own side of a channel, and tells their devices. */
export function changeMembership(
  state: WorkspaceState,
  channel: ChannelRow,
  member: MemberRow,
  change: Partial<MemberRow>,
): Membership {
  Object.assign(member, change, { ownVersion: state.log.next });
  return announceMembership(state, channel, member);
}

/** Tells somebody of their own side of a channel. */
export function announceMembership(
  state: WorkspaceState,
  channel: ChannelRow,
  member: MemberRow,
): Membership {
  const membership = toMembership(state, channel, member);
  state.log.append(
    { to: 'user', userId: member.userId },
    { type: 'membership.updated', data: { membership } },
  );
  return membership;
}

/** Moves a read mark: forward only, unless somebody asks to have something unread again. */
export function markRead(
  state: WorkspaceState,
  userId: UserId,
  channelId: ChannelId,
  { index, unread }: RouteArguments<'channels.read'>['body'],
): Membership {
  const { channel, member } = ownChannelFor(state, userId, channelId);
  const before = member.lastReadIndex;
  const target = Math.min(index, channel.messages.length);
  if (target === before || (!unread && target < before)) return toMembership(state, channel, member);
  const membership = changeMembership(state, channel, member, { lastReadIndex: target });
  if (target > before && tellsReads(channel))
    state.log.append(
      { to: 'channel', channelId },
      { type: 'channel.read', data: { channelId, userId, lastReadIndex: target } },
    );
  return membership;
}

/** A member of a channel that the caller may know of. */
export function memberOf({ members }: ChannelRow, userId: UserId): MemberRow {
  const member = members.get(userId);
  if (member === undefined) throw new Refusal('not_found', 'There is no such member of the channel.');
  return member;
}

export const byName = (
  a: { readonly name: string; readonly id: string },
  b: { readonly name: string; readonly id: string },
): number => {
  const [one, other] = [`${a.name.toLowerCase()}\u0000${a.id}`, `${b.name.toLowerCase()}\u0000${b.id}`];
  return one < other ? -1 : one > other ? 1 : 0;
};

export const channelHandlers: Pick<Handlers, Extract<keyof Handlers, `channels.${string}`>> = {
  'channels.list': ({ state, userId }, { query }) => {
    const { role } = state.person(userId).user;
    const found = [...state.channels.values()]
      .filter(
        ({ kind, members, archivedAt, name }) =>
          (members.has(userId) || (query.scope === 'browse' && kind === 'public' && role !== 'guest')) &&
          (query.archived || archivedAt === null) &&
          name.toLowerCase().includes((query.q ?? '').toLowerCase()),
      )
      .sort(byName);
    const { items, next } = page(found, query);
    return { items: items.map((channel) => toView(state, userId, channel)), next };
  },
  'channels.create': ({ state, userId }, { body }) => createChannel(state, userId, body),
  'channels.get': ({ state, userId }, { path }) =>
    toView(state, userId, channelFor(state, userId, path.channelId).channel),
  'channels.update': ({ state, userId }, { path, body }) =>
    updateChannel(state, userId, path.channelId, body),
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
  'channels.read': ({ state, userId }, { path, body }) => markRead(state, userId, path.channelId, body),
  'channels.setPreferences': ({ state, userId }, { path, body }) => {
    const { channel, member } = ownChannelFor(state, userId, path.channelId);
    return changeMembership(state, channel, member, {
      muted: body.muted ?? member.muted,
      favourite: body.favourite ?? member.favourite,
      notifications: body.notifications === undefined ? member.notifications : body.notifications,
    });
  },
  'channels.typing': ({ state, streams, userId }, { path, body }) => {
    const { channel, member } = ownChannelFor(state, userId, path.channelId);
    requireVoice(state, member);
    requireUnblocked(state, channel);
    const event = { type: 'typing', data: { channelId: channel.id, userId, typing: body.typing } } as const;
    streams.tell(event, (reader) => reader !== userId && channel.members.has(reader));
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

/** Whether somebody keeps order in a channel, or in the whole workspace. */
export const keepsOrder = (member: MemberRow, role: Parameters<typeof isModerator>[0]): boolean =>
  member.role !== 'member' || isModerator(role);
