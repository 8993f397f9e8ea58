import type { ChannelId, Membership, RouteArguments, UserId } from '@fechatter/protocol';
import { requireUnblocked } from './blocks.ts';
import { tellsReads, toMembership } from './channel-presenters.ts';
import type { Handlers } from './router.ts';
import type { ChannelRow, MemberRow, WorkspaceState } from './state.ts';
import { ownChannelFor, requireVoice } from './visibility.ts';

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

export const ownMembershipHandlers: Pick<
  Handlers,
  'channels.read' | 'channels.setPreferences' | 'channels.typing'
> = {
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
};
