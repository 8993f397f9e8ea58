import { limits, type ChannelId, type ChannelMember, type UserId } from '@fechatter/protocol';
import { toMember } from './channel-presenters.ts';
import { memberOf } from './members.ts';
import { announceMembership } from './own-membership.ts';
import { Refusal } from './refusal.ts';
import type { Handlers } from './router.ts';
import type { ChannelRow, MemberRow, WorkspaceState } from './state.ts';
import { channelFor, mayRemoveMember } from './visibility.ts';

const DAY_MS = 86_400_000;

/** Takes the right to write from a member until a moment, or gives it back, and tells the members and the person. */
export function silence(
  state: WorkspaceState,
  channel: ChannelRow,
  member: MemberRow,
  until: string | null,
): ChannelMember {
  if (until === member.silencedUntil) return toMember(channel, member);
  const version = state.log.next;
  Object.assign(member, { silencedUntil: until, version, ownVersion: version + 1 });
  const shown = toMember(channel, member);
  state.log.append(
    { to: 'channel', channelId: channel.id },
    { type: 'member.updated', data: { member: shown } },
  );
  announceMembership(state, channel, member);
  return shown;
}

function silenceMember(
  state: WorkspaceState,
  userId: UserId,
  channelId: ChannelId,
  memberId: UserId,
  asked: string | null,
): ChannelMember {
  const access = channelFor(state, userId, channelId);
  const other = memberOf(access.channel, memberId);
  if (memberId === userId) throw new Refusal('forbidden', 'Nobody can silence themself, or end it.');
  if (!mayRemoveMember(access, other))
    throw new Refusal('forbidden', 'Only those who keep the channel can silence somebody.');
  const until = asked === null ? null : new Date(asked).toISOString();
  const now = state.now();
  if (until !== null && Date.parse(until) - Date.parse(now) > limits.silenceDays * DAY_MS)
    throw Refusal.field('body.until', `can be ${limits.silenceDays} days ahead at most`);
  return silence(state, access.channel, other, until !== null && until > now ? until : null);
}

export const silenceHandlers: Pick<Handlers, 'channels.silenceMember'> = {
  'channels.silenceMember': ({ state, userId }, { path, body }) =>
    silenceMember(state, userId, path.channelId, path.userId, body.until),
};
