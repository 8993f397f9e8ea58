/** Who may do what with invites: pure functions over what was read in the same transaction. */
import type { Role, UserId } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import type { InvitesTable } from '../database/tables.ts';
import { outranks } from '../users/policies.ts';

type Invite = Pick<
  Selectable<InvitesTable>,
  'created_by' | 'revoked_at' | 'expires_at' | 'max_uses' | 'uses' | 'created_at'
>;

/** Whoever keeps order may let people in, with a role below their own; only owners and admins make admins. */
export function mayInvite(role: Role, invited: Role): boolean {
  if (role === 'owner' || role === 'admin') return invited !== 'owner';
  return role === 'moderator' && outranks(role, invited);
}

export const maySeeInvites = (role: Role): boolean =>
  role === 'owner' || role === 'admin' || role === 'moderator';

/** A moderator withdraws their own; owners and admins any. */
export const mayRevokeInvite = (role: Role, userId: UserId, invite: Invite): boolean =>
  role === 'owner' || role === 'admin' || (role === 'moderator' && invite.created_by === userId);

export function isGood(invite: Invite, now: Date): boolean {
  if (invite.revoked_at !== null) return false;
  if (invite.expires_at !== null && invite.expires_at <= now) return false;
  return invite.max_uses === null || invite.uses < invite.max_uses;
}

/** Somebody who was removed does not come back with a link from before; who left by themself may. */
export const readmits = (
  invite: Invite,
  person: { readonly removed_at: Date | null; readonly removed_by: string | null },
): boolean =>
  person.removed_at === null || person.removed_by === null || invite.created_at > person.removed_at;
