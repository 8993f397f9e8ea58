/** People as they are shown. */
import type { Me, User, UserId } from '@fechatter/protocol';
import { Refusal } from './refusal.ts';
import type { PersonRow, WorkspaceState } from './state.ts';
import { maySeeUser } from './visibility.ts';

/** A person as they see themself. */
export const toMe = ({ user, settings, blocked, ownVersion }: PersonRow): Me => ({
  user,
  settings,
  blockedIds: [...blocked],
  version: ownVersion,
});

/** Somebody whom the caller may know of, also one who is gone. */
export function userFor(state: WorkspaceState, userId: UserId, otherId: UserId): User {
  state.person(userId);
  const user = state.people.get(otherId)?.user;
  if (user === undefined || !maySeeUser(state, userId, otherId))
    throw new Refusal('not_found', 'There is no such person in this workspace.');
  return user;
}
