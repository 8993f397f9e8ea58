/** Channels, their members and what is somebody’s own in one, as they are shown. */
import {
  limits,
  type Channel,
  type ChannelMember,
  type ChannelView,
  type Membership,
  type UserId,
} from '@fechatter/protocol';
import type { ChannelRow, MemberRow, WorkspaceState } from './state.ts';

export const isNamedByMembers = ({ kind }: ChannelRow): boolean => kind === 'direct' || kind === 'group';

export const tellsReads = ({ members }: ChannelRow): boolean => members.size <= limits.readReceiptMembers;

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

export function toView(state: WorkspaceState, userId: UserId, channel: ChannelRow): ChannelView {
  const member = channel.members.get(userId);
  return {
    channel: toChannel(channel),
    membership: member === undefined ? null : toMembership(state, channel, member),
  };
}
