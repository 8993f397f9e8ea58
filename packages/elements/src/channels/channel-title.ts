import type { Channel, ChannelState, Me, User, UserId, WorkspaceState } from '@fechatter/client-sdk';
import type { Localizer } from '../localize/localizer.ts';

type People = Pick<WorkspaceState, 'users' | 'me'>;

/** The other people of a direct or group conversation. */
export function otherMembers(channel: Channel, meId: UserId | null): readonly UserId[] {
  return (channel.memberIds ?? []).filter((id) => id !== meId);
}

/** The person on the other side of a direct conversation; the caller in the one with themself. */
export function directPartner(channel: Channel, { users, me }: People): User | undefined {
  if (channel.kind !== 'direct') return undefined;
  const meId = me?.user.id ?? null;
  const id = otherMembers(channel, meId)[0] ?? meId;
  return id === null ? undefined : users.get(id);
}

/** The same, where the caller has blocked them. */
export function blockedPartner(channel: Channel, people: People): User | undefined {
  const partner = directPartner(channel, people);
  return partner !== undefined && people.me?.blockedIds.includes(partner.id) === true ? partner : undefined;
}

/** How a conversation is called. */
export function channelTitle(channel: Channel, people: People, localizer: Localizer): string {
  if (channel.name !== '') return channel.name;
  if (channel.kind === 'direct')
    return directPartner(channel, people)?.name ?? localizer.t('message.unknownAuthor');
  const names = otherMembers(channel, people.me?.user.id ?? null)
    .map((id) => people.users.get(id)?.name.split(' ')[0])
    .filter((name) => name !== undefined);
  return names.length === 0 ? localizer.t('channels.unnamed') : localizer.names(names);
}

/** The same, with the mark that channels have where they are named in a sentence. */
export function channelReference(channel: Channel, people: People, localizer: Localizer): string {
  const title = channelTitle(channel, people, localizer);
  return channel.kind === 'public' ? `#${title}` : title;
}

/** Whether somebody keeps order in the whole workspace. */
export function keepsOrder(me: WorkspaceState['me']): me is Me {
  return me !== null && ['owner', 'admin', 'moderator'].includes(me.user.role);
}

/** Whether somebody may change a channel and remove what others wrote in it. */
export function moderates(state: ChannelState | undefined, me: WorkspaceState['me']): boolean {
  if (state === undefined || me === null || state.channel.kind === 'direct') return false;
  return state.membership.role !== 'member' || keepsOrder(me);
}
