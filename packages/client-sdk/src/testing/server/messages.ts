import {
  createId,
  findMentions,
  limits,
  type AnsweredMessage,
  type ChannelId,
  type LoggedEvent,
  type Message,
  type MessageId,
  type RouteArguments,
  type TimelineId,
  type UserId,
} from '@fechatter/protocol';
import { requireUnblocked } from './blocks.ts';
import { Refusal } from './refusal.ts';
import type { Handlers } from './router.ts';
import type { ChannelRow, MessageRow, WorkspaceState } from './state.ts';
import {
  channelFor,
  keepsOrder,
  ownChannelFor,
  requireActive,
  requireVoice,
  type ChannelAccess,
} from './visibility.ts';

const excerpt = (text: string): string => Array.from(text).slice(0, limits.excerptLength).join('');

function answered(state: WorkspaceState, id: MessageId | null): AnsweredMessage | null {
  const row = id === null ? undefined : state.findMessage(id);
  if (row === undefined) return null;
  const { index, authorId, text, deletedAt } = row;
  return { id: row.id, index, authorId, excerpt: excerpt(text), deleted: deletedAt !== null };
}

export const toMessage = (state: WorkspaceState, row: MessageRow): Message => ({
  ...row,
  replyTo: answered(state, row.replyTo),
});

/** The members whom a text mentions. */
function mentionsIn({ members }: ChannelRow, text: string): Pick<Message, 'mentions' | 'mentionsChannel'> {
  const { userIds, channel } = findMentions(text);
  return { mentions: userIds.filter((id) => members.has(id)), mentionsChannel: channel };
}

/** Puts a message at the end of its timeline. An id that is known gives the message made first, for ever. */
export function sendMessage(
  state: WorkspaceState,
  userId: UserId,
  timelineId: ChannelId,
  { id, text, kind, replyTo, custom }: RouteArguments<'messages.send'>['body'],
): Message {
  const known = state.findMessage(id);
  if (known !== undefined) {
    const isMember = state.channels.get(timelineId)?.members.has(userId) === true;
    if (known.authorId !== userId || known.timelineId !== timelineId || !isMember)
      throw new Refusal('id_taken');
    return toMessage(state, known);
  }
  const { channel, member } = channelFor(state, userId, timelineId);
  if (member === null)
    throw new Refusal('forbidden', 'Only members of the channel can write in it: join it first.');
  requireActive(channel);
  requireVoice(state, member);
  requireUnblocked(state, channel);
  if (replyTo !== null && state.findMessage(replyTo)?.timelineId !== timelineId)
    throw Refusal.field('body.replyTo', 'is no message of this timeline');
  const index = channel.messages.length + 1;
  const row: MessageRow = {
    id,
    channelId: channel.id,
    timelineId,
    index,
    authorId: userId,
    kind,
    text,
    replyTo,
    ...mentionsIn(channel, text),
    custom,
    createdAt: state.now(),
    editedAt: null,
    deletedAt: null,
    deletedBy: null,
    version: state.log.next,
  };
  channel.messages.push(row);
  state.messages.set(id, { channel, index });
  member.lastReadIndex = index;
  return announce(state, 'message.created', row);
}

/** A message that somebody may read, with their place in its channel. */
export function messageFor(
  state: WorkspaceState,
  userId: UserId,
  id: MessageId,
): ChannelAccess & { readonly row: MessageRow; readonly member: NonNullable<ChannelAccess['member']> } {
  state.person(userId);
  const row = state.findMessage(id);
  const channel = row && state.channels.get(row.channelId);
  const member = channel?.members.get(userId);
  if (row === undefined || channel === undefined || member === undefined)
    throw new Refusal('not_found', 'There is no such message, or you may not see it.');
  return { row, channel, member, role: state.person(userId).user.role };
}

function change(state: WorkspaceState, row: MessageRow, change: Partial<MessageRow>): MessageRow {
  const channel = state.channels.get(row.channelId);
  const changed = { ...row, ...change, version: state.log.next };
  channel?.messages.splice(row.index - 1, 1, changed);
  return changed;
}

function announce(
  state: WorkspaceState,
  type: 'message.created' | 'message.edited' | 'message.deleted',
  row: MessageRow,
): Message {
  const message = toMessage(state, row);
  state.log.append({ to: 'channel', channelId: row.channelId }, { type, data: { message } });
  return message;
}

export function editMessage(
  state: WorkspaceState,
  userId: UserId,
  messageId: MessageId,
  { id, text }: RouteArguments<'messages.edit'>['body'],
): Message {
  const { row, channel, member } = messageFor(state, userId, messageId);
  if (row.authorId !== userId) throw new Refusal('forbidden', 'Only its author can edit a message.');
  const earlier = state.editIds.get(id);
  if (earlier !== undefined && earlier !== messageId) throw new Refusal('id_taken');
  if (row.deletedAt !== null) throw new Refusal('message_deleted');
  if (earlier !== undefined || row.text === text) return toMessage(state, row);
  requireActive(channel);
  requireVoice(state, member);
  requireUnblocked(state, channel);
  const editedAt = state.now();
  const original = { id: createId(), text: row.text, editedBy: row.authorId, editedAt: row.createdAt };
  const versions = state.edits.get(messageId) ?? [original];
  state.edits.set(messageId, [...versions, { id, text, editedBy: userId, editedAt }]);
  state.editIds.set(id, messageId);
  return announce(
    state,
    'message.edited',
    change(state, row, { text, ...mentionsIn(channel, text), editedAt }),
  );
}

/** Leaves a tombstone; the text is gone from the versions and from the log, also where it was answered. */
export function deleteMessage(state: WorkspaceState, userId: UserId, messageId: MessageId): Message {
  const { row, channel, member, role } = messageFor(state, userId, messageId);
  if (row.deletedAt !== null) return toMessage(state, row);
  if (row.authorId !== userId && !keepsOrder(member, role))
    throw new Refusal('forbidden', 'Only its author, or whoever keeps the channel, can delete a message.');
  requireActive(channel);
  return leaveTombstone(state, row, userId);
}

/** Deletes a message that is not deleted yet, and tells the members. */
export function leaveTombstone(state: WorkspaceState, row: MessageRow, deletedBy: UserId): Message {
  state.edits.delete(row.id);
  for (const entry of state.log.entries) entry.event = erased(entry.event, row.id);
  const nothing = { text: '', mentions: [], mentionsChannel: false, custom: {} };
  const deleted = change(state, row, { ...nothing, deletedAt: state.now(), deletedBy });
  return announce(state, 'message.deleted', deleted);
}

function erased(event: LoggedEvent, id: MessageId): LoggedEvent {
  if (event.type !== 'message.created' && event.type !== 'message.edited' && event.type !== 'message.deleted')
    return event;
  const { message } = event.data;
  if (message.id === id)
    return {
      ...event,
      data: { message: { ...message, text: '', mentions: [], mentionsChannel: false, custom: {} } },
    };
  if (message.replyTo?.id !== id) return event;
  return {
    ...event,
    data: { message: { ...message, replyTo: { ...message.replyTo, excerpt: '', deleted: true } } },
  };
}

/** Indexes are dense, so a page is a range of them. */
function range(
  { before, after, around, limit }: RouteArguments<'messages.list'>['query'],
  lastIndex: number,
): readonly [from: number, to: number] {
  if (before !== undefined) return [before - limit, before - 1];
  if (after !== undefined) return [after + 1, after + limit];
  if (around === undefined) return [lastIndex - limit + 1, lastIndex];
  const from = Math.max(1, Math.min(around - Math.floor(limit / 2), lastIndex - limit + 1));
  return [from, from + limit - 1];
}

/** The channel whose timeline this is: they share their id. */
const channelOf = (timelineId: TimelineId): ChannelId => timelineId as string;

export const messageHandlers: Pick<Handlers, Extract<keyof Handlers, `messages.${string}`>> = {
  'messages.list': ({ state, userId }, { path, query }) => {
    const { channel } = ownChannelFor(state, userId, channelOf(path.timelineId));
    const lastIndex = channel.messages.length;
    const [from, to] = range(query, lastIndex);
    const items = channel.messages
      .slice(Math.max(0, from - 1), Math.max(0, to))
      .map((row) => toMessage(state, row));
    const people = items.flatMap(({ authorId, mentions, replyTo }) => [
      authorId,
      ...mentions,
      ...(replyTo === null ? [] : [replyTo.authorId]),
    ]);
    return {
      items,
      lastIndex,
      users: [...new Set(people)].flatMap((id) => state.people.get(id)?.user ?? []),
    };
  },
  'messages.places': ({ state, userId }, { path, query }) => {
    const { messages } = ownChannelFor(state, userId, channelOf(path.timelineId)).channel;
    const isBefore = (moment: string) => (row: MessageRow) => Date.parse(row.createdAt) < Date.parse(moment);
    return {
      places: (query.moments ?? []).map((moment) => messages.filter(isBefore(moment)).length + 1),
      firstAt: messages[0]?.createdAt ?? null,
      lastAt: messages.at(-1)?.createdAt ?? null,
      lastIndex: messages.length,
    };
  },
  'messages.send': ({ state, userId }, { path, body }) =>
    sendMessage(state, userId, channelOf(path.timelineId), body),
  'messages.get': ({ state, userId }, { path }) =>
    toMessage(state, messageFor(state, userId, path.messageId).row),
  'messages.edit': ({ state, userId }, { path, body }) => editMessage(state, userId, path.messageId, body),
  'messages.delete': ({ state, userId }, { path }) => deleteMessage(state, userId, path.messageId),
  'messages.edits': ({ state, userId }, { path }) => {
    messageFor(state, userId, path.messageId);
    return { items: state.edits.get(path.messageId) ?? [] };
  },
};
