import { limits, type Me, type UserId } from '@fechatter/protocol';
import { unreadMentionsOf } from './channel-presenters.ts';
import { changeMembership } from './own-membership.ts';
import { renewMe, toMe, userFor } from './people.ts';
import { Refusal } from './refusal.ts';
import type { PersonRow, WorkspaceState } from './state.ts';

/** Blocks somebody. It is told to the one who blocks, and to nobody else. */
export function blockUser(state: WorkspaceState, userId: UserId, otherId: UserId): Me {
  const person = state.person(userId);
  if (otherId === userId) throw Refusal.field('path.userId', 'is yourself');
  userFor(state, userId, otherId);
  if (person.blocked.has(otherId)) return toMe(state, person);
  if (person.blocked.size >= limits.blockedUsers) throw new Refusal('too_many');
  return change(state, person, () => person.blocked.add(otherId));
}

export function unblockUser(state: WorkspaceState, userId: UserId, otherId: UserId): Me {
  const person = state.person(userId);
  if (person.blocked.has(otherId)) return change(state, person, () => person.blocked.delete(otherId));
  userFor(state, userId, otherId);
  return toMe(state, person);
}

/** Changes whom somebody has blocked, and with it which mentions count for them. */
function change(state: WorkspaceState, person: PersonRow, apply: () => void): Me {
  const { id } = person.user;
  const own = [...state.channels.values()].flatMap((channel) => {
    const member = channel.members.get(id);
    return member === undefined
      ? []
      : [{ channel, member, before: unreadMentionsOf(state, channel, member) }];
  });
  apply();
  const me = renewMe(state, id);
  for (const { channel, member, before } of own.sort((a, b) => (a.channel.id < b.channel.id ? -1 : 1)))
    if (unreadMentionsOf(state, channel, member).join() !== before.join())
      changeMembership(state, channel, member, {});
  return me;
}
