import {
  limits,
  type Channel,
  type ChannelId,
  type ChannelKind,
  type ChannelView,
  type RouteArguments,
  type UserId,
} from '@fechatter/protocol';
import { requireNoBlock, requireUnblockedBy } from './blocks.ts';
import { toChannel, toView } from './channel-presenters.ts';
import { addMember, requirePeople } from './members.ts';
import { byName, page } from './page.ts';
import { Refusal } from './refusal.ts';
import type { Handlers } from './router.ts';
import type { ChannelRow, WorkspaceState } from './state.ts';
import { channelFor, mayChange } from './visibility.ts';

const directKeyOf = (one: UserId, other: UserId): string => [one, other].sort().join(':');

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

export const channelHandlers: Pick<
  Handlers,
  'channels.list' | 'channels.create' | 'channels.get' | 'channels.update'
> = {
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
};
