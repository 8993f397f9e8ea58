/** Who may see and do what: the protocol's rules as pure functions. The same ones decide a read, a replay and the live stream. */
import type { ChannelId, LoggedEvent, Role, UserId } from '@fechatter/protocol';
import type { LogEntry } from './event-log.ts';
import { Refusal } from './refusal.ts';
import type { ChannelRow, MemberRow, WorkspaceState } from './state.ts';

export const isModerator = (role: Role): boolean =>
  role === 'owner' || role === 'admin' || role === 'moderator';

/** Whether somebody keeps order in a channel, or in the whole workspace. */
export const keepsOrder = (member: MemberRow, role: Role): boolean =>
  member.role !== 'member' || isModerator(role);

const mayFind = (channel: ChannelRow, member: MemberRow | null, role: Role): boolean =>
  member !== null || (channel.kind === 'public' && role !== 'guest');

/** A channel that somebody may know of, with their place in it. */
export interface ChannelAccess {
  readonly channel: ChannelRow;
  readonly member: MemberRow | null;
  readonly role: Role;
}

/** @throws {@link Refusal} `not_found`: a channel that one may not know of is not told from one that is not there. */
export function channelFor(state: WorkspaceState, userId: UserId, id: ChannelId): ChannelAccess {
  const { role } = state.person(userId).user;
  const channel = state.channels.get(id);
  const member = channel?.members.get(userId) ?? null;
  if (channel === undefined || !mayFind(channel, member, role))
    throw new Refusal('not_found', 'There is no such channel, or you may not see it.');
  return { channel, member, role };
}

/** @throws {@link Refusal} `forbidden` for whoever is no member. */
export function ownChannelFor(
  state: WorkspaceState,
  userId: UserId,
  id: ChannelId,
): ChannelAccess & { readonly member: MemberRow } {
  const { channel, member, role } = channelFor(state, userId, id);
  if (member === null)
    throw new Refusal('forbidden', 'Only members of the channel can do this: join it first.');
  return { channel, member, role };
}

/** Refuses changes of an archived channel. */
export function requireActive(channel: ChannelRow): void {
  if (channel.archivedAt !== null) throw new Refusal('channel_archived');
}

/** Who keeps a channel: may rename, describe and archive it. */
export function mayChange({ channel, member, role }: ChannelAccess): boolean {
  if (channel.kind === 'direct') return false;
  if (channel.kind === 'group') return member !== null;
  return (
    (member !== null && (member.role !== 'member' || isModerator(role))) ||
    (channel.kind === 'public' && isModerator(role))
  );
}

/** Who may remove a member, silence or ban them. */
export function mayRemoveMember(access: ChannelAccess, other: Pick<MemberRow, 'role'>): boolean {
  const { channel, role } = access;
  if (channel.kind === 'direct' || channel.kind === 'group') return false;
  return other.role === 'owner' ? role === 'owner' || role === 'admin' : mayChange(access);
}

/** Whether a member may not write for now. */
export const isSilenced = (
  state: WorkspaceState,
  member: MemberRow,
): member is MemberRow & { readonly silencedUntil: string } =>
  member.silencedUntil !== null && member.silencedUntil > state.now();

/** @throws {@link Refusal} `silenced` for whoever may not write for now. */
export function requireVoice(state: WorkspaceState, member: MemberRow): void {
  if (isSilenced(state, member))
    throw new Refusal('silenced', `You are silenced in this channel until ${member.silencedUntil}.`);
}

/** Whom somebody may know of: everybody, or, for a guest, those who share a channel with them. */
export function maySeeUser(state: WorkspaceState, reader: UserId, userId: UserId): boolean {
  if (reader === userId || state.people.get(reader)?.user.role !== 'guest') return true;
  return [...state.channels.values()].some(({ members }) => members.has(reader) && members.has(userId));
}

/** Whether a guest may see other people from now on: then they come back, and are seen anew. */
export function changesWhomGuestSees(state: WorkspaceState, reader: UserId, event: LoggedEvent): boolean {
  if (state.people.get(reader)?.user.role !== 'guest') return false;
  return (
    (event.type === 'member.added' && event.data.member.userId === reader) ||
    (event.type === 'member.removed' && event.data.userId === reader)
  );
}

/** Whether an event is for this reader, by what they may see now. */
export function maySeeEvent(state: WorkspaceState, reader: UserId, { audience, event }: LogEntry): boolean {
  const isMember = (id: ChannelId): boolean => state.channels.get(id)?.members.has(reader) === true;
  switch (audience.to) {
    case 'workspace':
      return (
        !('user' in event.data) ||
        event.type === 'member.added' ||
        maySeeUser(state, reader, event.data.user.id)
      );
    case 'channel':
      return isMember(audience.channelId);
    case 'channel-and-user':
      return audience.userId === reader || isMember(audience.channelId);
    case 'user':
      return audience.userId === reader;
  }
}
