import type { ChannelBan, UserId } from '@fechatter/protocol';
import { removeMember, requireAnotherOwner } from './members.ts';
import { byName } from './page.ts';
import { page } from './page.ts';
import { Refusal } from './refusal.ts';
import type { Handlers } from './router.ts';
import type { WorkspaceState } from './state.ts';
import { channelFor, mayRemoveMember, type ChannelAccess } from './visibility.ts';

const maySeeBans = (access: ChannelAccess): boolean => mayRemoveMember(access, { role: 'member' });

function ban(
  state: WorkspaceState,
  userId: UserId,
  access: ChannelAccess,
  targetId: UserId,
  reason: string,
): ChannelBan {
  const { channel } = access;
  const other = channel.members.get(targetId);
  if (targetId === userId) throw new Refusal('forbidden', 'Nobody can ban themself.');
  if (!mayRemoveMember(access, other ?? { role: 'member' }))
    throw new Refusal('forbidden', 'Only those who keep the channel can ban somebody.');
  if (!state.people.has(targetId))
    throw new Refusal('not_found', 'There is no such person in this workspace.');
  if (other !== undefined) requireAnotherOwner(channel, other);
  const known = channel.bans.get(targetId) ?? { bannedBy: userId, bannedAt: state.now() };
  const made = { ...known, channelId: channel.id, userId: targetId, reason };
  channel.bans.set(targetId, made);
  removeMember(state, channel, targetId);
  return made;
}

export const banHandlers: Pick<Handlers, 'channels.ban' | 'channels.unban' | 'channels.listBans'> = {
  'channels.ban': ({ state, userId }, { path, body }) =>
    ban(state, userId, channelFor(state, userId, path.channelId), path.userId, body.reason),
  'channels.unban': ({ state, userId }, { path }) => {
    const access = channelFor(state, userId, path.channelId);
    const isOwn = path.userId === userId && access.role !== 'owner' && access.role !== 'admin';
    if (!maySeeBans(access) || isOwn)
      throw new Refusal('forbidden', 'Only those who keep the channel can end a ban, and nobody their own.');
    access.channel.bans.delete(path.userId);
    return undefined;
  },
  'channels.listBans': ({ state, userId }, { path, query }) => {
    const access = channelFor(state, userId, path.channelId);
    if (!maySeeBans(access))
      throw new Refusal('forbidden', 'Only those who keep the channel can see who is banned from it.');
    const found = [...access.channel.bans.values()]
      .flatMap((made) => {
        const user = state.people.get(made.userId)?.user;
        return user === undefined ? [] : [{ ban: made, name: user.name, id: user.id }];
      })
      .sort(byName);
    const { items, next } = page(found, query);
    const bans = items.map((item) => item.ban);
    const named = new Set(bans.flatMap(({ userId: banned, bannedBy }) => [banned, bannedBy]));
    return { items: bans, users: [...named].flatMap((id) => state.people.get(id)?.user ?? []), next };
  },
};
