/** Who may do what with people: pure functions over what was read in the same transaction. */
import type { Role, UserId } from '@fechatter/protocol';
import { roles } from '@fechatter/protocol/schemas';

/** A person and their role. */
interface Person {
  readonly userId: UserId;
  readonly role: Role;
}

export const outranks = (role: Role, other: Role): boolean => roles.indexOf(role) < roles.indexOf(other);

/**
 * Owners give any role to anybody; admins raise and lower those below them, up to admin, and may step down.
 * Nobody else gives roles.
 */
export function maySetRole(caller: Person, target: Person, role: Role): boolean {
  if (caller.role === 'owner') return true;
  if (caller.role !== 'admin' || role === 'owner') return false;
  return caller.userId === target.userId || outranks(caller.role, target.role);
}

/** Owners remove anybody, admins those below them. Who removes themself leaves. */
export function mayRemove(caller: Person, target: Person): boolean {
  if (caller.userId === target.userId || caller.role === 'owner') return true;
  return caller.role === 'admin' && outranks(caller.role, target.role);
}
