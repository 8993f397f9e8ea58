/** People as they are shown. */
import type { Me, User, UserId } from '@fechatter/protocol';
import { Refusal } from './refusal.ts';
import type { PersonRow, WorkspaceState } from './state.ts';
import { isModerator, maySeeUser } from './visibility.ts';

/** A person as they see themself. */
export function toMe(state: WorkspaceState, { user, settings, blocked, ownVersion }: PersonRow): Me {
  const open = [...state.reports.values()].filter(({ resolution }) => resolution === null);
  return {
    user,
    settings,
    blockedIds: [...blocked],
    openReports: isModerator(user.role) ? open.length : 0,
    version: ownVersion,
  };
}

/** Tells a person's devices how they are now, after a change of what is theirs alone. */
export function renewMe(state: WorkspaceState, userId: UserId, version = state.log.next): Me {
  const person = state.person(userId);
  person.ownVersion = version;
  const me = toMe(state, person);
  state.log.append({ to: 'user', userId }, { type: 'me.updated', data: { me } });
  return me;
}

/** Somebody whom the caller may know of, also one who is gone. */
export function userFor(state: WorkspaceState, userId: UserId, otherId: UserId): User {
  state.person(userId);
  const user = state.people.get(otherId)?.user;
  if (user === undefined || !maySeeUser(state, userId, otherId))
    throw new Refusal('not_found', 'There is no such person in this workspace.');
  return user;
}
