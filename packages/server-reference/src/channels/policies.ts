/** Who may do what with a channel: pure functions over what was read in the same transaction. */
import type { Role, UserId } from '@fechatter/protocol';
import type { ChannelRow, MemberRow } from './presenters.ts';

type Channel = Pick<ChannelRow, 'kind' | 'archived_at'>;
type Member = Pick<MemberRow, 'role'> | null;

/** Whoever keeps order in the whole workspace. */
export const isModerator = (role: Role): boolean =>
  role === 'owner' || role === 'admin' || role === 'moderator';

/** Members see their channels; public ones can be found by all but guests. Nobody else learns that a channel exists. */
export const mayFind = (channel: Channel, member: Member, role: Role): boolean =>
  member !== null || (channel.kind === 'public' && role !== 'guest');

/** Messages are for members: the same rule in a read, in a replay and in the live stream. */
export const mayRead = (member: Member): boolean => member !== null;

export const mayCreateChannel = (role: Role): boolean => role !== 'guest';

export const mayJoin = (channel: Channel, role: Role): boolean =>
  channel.kind === 'public' && role !== 'guest';

/** Rename, describe, archive: those who keep the channel, and in named channels those who keep order in the workspace. A group belongs to all in it. */
export function mayChange(channel: Channel, member: Member, role: Role): boolean {
  if (channel.kind === 'direct') return false;
  if (channel.kind === 'group') return member !== null;
  return (
    (member !== null && member.role !== 'member') ||
    (member !== null && isModerator(role)) ||
    (channel.kind === 'public' && isModerator(role))
  );
}

/** Any member may bring people in, but a direct conversation stays one of two, and a guest brings nobody. */
export const mayAddMembers = (channel: Channel, member: Member, role: Role): boolean =>
  channel.kind !== 'direct' && member !== null && role !== 'guest';

export function mayRemoveMember(
  channel: Channel,
  member: Member,
  role: Role,
  other: Pick<MemberRow, 'role'>,
): boolean {
  if (channel.kind === 'direct' || channel.kind === 'group') return false;
  if (other.role === 'owner') return role === 'owner' || role === 'admin';
  return mayChange(channel, member, role);
}

/** Those who may ban an ordinary member may see who is banned. */
export const maySeeBans = (channel: Channel, member: Member, role: Role): boolean =>
  mayRemoveMember(channel, member, role, { role: 'member' });

/** The same end bans, but for their own: that is for the owners and admins of the workspace only. */
export const mayUnban = (
  channel: Channel,
  member: Member,
  caller: { readonly userId: UserId; readonly role: Role },
  targetId: UserId,
): boolean =>
  maySeeBans(channel, member, caller.role) &&
  (caller.userId !== targetId || caller.role === 'owner' || caller.role === 'admin');

/** The owner of a channel, and the owners and admins of the workspace, say who else keeps it. */
export const maySetRole = (channel: Channel, member: Member, role: Role): boolean =>
  channel.kind !== 'direct' &&
  channel.kind !== 'group' &&
  member !== null &&
  (member.role === 'owner' || role === 'owner' || role === 'admin');

/** One's own messages, and those of others for whoever keeps order. */
export const mayDeleteMessage = (authorId: string, userId: string, member: Member, role: Role): boolean =>
  authorId === userId || (member !== null && (member.role !== 'member' || isModerator(role)));
