/**
 * What happens to one channel of the caller, as pure functions. Each may be applied any number of times and
 * in any order with the others: copies of an entity are compared by version, positions by the greater one.
 */
import {
  limits,
  type Channel,
  type ChannelMember,
  type Me,
  type Membership,
  type Message,
  type UserId,
} from '@fechatter/protocol';
import type { ChannelState } from './api.ts';

/** Makes the state of a channel, with the counts that follow from it. */
export function channelState(
  channel: Channel,
  membership: Membership,
  typing: readonly UserId[] = [],
): ChannelState {
  return {
    channel,
    membership,
    typing,
    unread: Math.max(0, channel.lastIndex - membership.lastReadIndex),
    mentions: membership.unreadMentions.length,
  };
}

/** Takes another copy of the channel. How long its timeline is counts apart from the version: it only grows. */
export function withChannel(state: ChannelState, channel: Channel): ChannelState {
  const current = state.channel;
  const newer = channel.version > current.version ? channel : current;
  const longer = channel.lastIndex > current.lastIndex ? channel : current;
  if (newer === current && longer === current) return state;
  return channelState(
    { ...newer, lastIndex: longer.lastIndex, lastMessageAt: longer.lastMessageAt },
    state.membership,
    state.typing,
  );
}

/** Takes another copy of the caller's membership. */
export function withMembership(state: ChannelState, membership: Membership): ChannelState {
  return membership.version > state.membership.version
    ? channelState(state.channel, membership, state.typing)
    : state;
}

export function withTyping(state: ChannelState, userId: UserId, typing: boolean): ChannelState {
  if (state.typing.includes(userId) === typing) return state;
  return {
    ...state,
    typing: typing ? [...state.typing, userId] : state.typing.filter((id) => id !== userId),
  };
}

/** Moves the caller's read mark forward. */
export function withRead(state: ChannelState, lastReadIndex: number): ChannelState {
  const { membership } = state;
  if (lastReadIndex <= membership.lastReadIndex) return state;
  const unreadMentions = membership.unreadMentions.filter((index) => index > lastReadIndex);
  return channelState(state.channel, { ...membership, lastReadIndex, unreadMentions }, state.typing);
}

/**
 * A message stands in the channel's timeline.
 *
 * @param seq - Of the event that brought it. A membership of a later version has counted it already.
 * @param deleted - Whether it is known to have been deleted since.
 */
export function withMessage(
  state: ChannelState,
  message: Message,
  seq: number,
  me: Me,
  deleted: boolean,
): ChannelState {
  let next = withTyping(state, message.authorId, false);
  if (message.index > next.channel.lastIndex) {
    next = channelState(
      { ...next.channel, lastIndex: message.index, lastMessageAt: message.createdAt },
      next.membership,
      next.typing,
    );
  }
  if (seq <= next.membership.version) return next;
  if (message.authorId === me.user.id) return withRead(next, message.index);
  return isMentioned(message, me) && !deleted ? withMention(next, message.index) : next;
}

const isMentioned = (message: Message, { user, blockedIds }: Me): boolean =>
  message.deletedAt === null &&
  (message.mentionsChannel || message.mentions.includes(user.id)) &&
  !blockedIds.includes(message.authorId);

/**
 * A message has another text, which may mention the caller where the one before did not, or the other way round.
 *
 * @param seq - Of the event that brought it. A membership of a later version has counted it already.
 * @param deleted - Whether it is known to have been deleted since.
 */
export function withEdited(
  state: ChannelState,
  message: Message,
  seq: number,
  me: Me,
  deleted: boolean,
): ChannelState {
  if (seq <= state.membership.version || message.authorId === me.user.id) return state;
  return isMentioned(message, me) && !deleted
    ? withMention(state, message.index)
    : withoutMention(state, message.index);
}

function withMention(state: ChannelState, index: number): ChannelState {
  const { membership } = state;
  if (index <= membership.lastReadIndex || membership.unreadMentions.includes(index)) return state;
  const unreadMentions = [...membership.unreadMentions, index]
    .sort((a, b) => a - b)
    .slice(-limits.unreadMentions);
  return channelState(state.channel, { ...membership, unreadMentions }, state.typing);
}

/** A message was deleted: it mentions nobody any more. */
export function withoutMention(state: ChannelState, index: number): ChannelState {
  const { membership } = state;
  if (!membership.unreadMentions.includes(index)) return state;
  const unreadMentions = membership.unreadMentions.filter((other) => other !== index);
  return channelState(state.channel, { ...membership, unreadMentions }, state.typing);
}

/** Somebody came or went, which changes the count of members and, in conversations, the list of them. */
export function withoutMember(
  state: ChannelState,
  userId: UserId,
  memberCount: number,
  seq: number,
): ChannelState {
  const { channel } = state;
  if (seq <= channel.version) return withTyping(state, userId, false);
  const memberIds = channel.memberIds?.filter((id) => id !== userId) ?? null;
  return withTyping(
    channelState({ ...channel, memberCount, memberIds, version: seq }, state.membership, state.typing),
    userId,
    false,
  );
}

/** The caller's membership of a channel that they were just added to: what all see of it, and what is theirs alone. */
export function newMembership(
  { memberCount, lastIndex }: Channel,
  { userId: _, ...member }: ChannelMember,
): Membership {
  return {
    ...member,
    // A large channel does not tell how far its members have read; whoever comes new has nothing to catch up with.
    lastReadIndex:
      memberCount > limits.readReceiptMembers
        ? Math.max(member.lastReadIndex, lastIndex)
        : member.lastReadIndex,
    unreadMentions: [],
    muted: false,
    favourite: false,
    notifications: null,
  };
}
