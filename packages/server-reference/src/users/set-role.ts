import type { Role, User, UserId } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { command, type CommitContext } from '../event-log/workspace-writer.ts';
import { findPerson } from './admission.ts';
import { loadCaller } from './caller.ts';
import * as policy from './policies.ts';
import { toUser } from './presenters.ts';
import { requireAnotherOwner } from './removal.ts';

/** Gives somebody another role. An owner who makes somebody else owner passes the ownership on and becomes admin. */
export const setRole = command<
  { readonly userId: UserId; readonly targetId: UserId; readonly role: Role },
  User
>('users.setRole', async (context, { userId, targetId, role }) => {
  const caller = await loadCaller(context.tx, { workspaceId: context.workspaceId, userId });
  const target = await findPerson(context, targetId);
  if (!target || target.removed_at !== null)
    throw new ApiError('not_found', 'There is no such person in this workspace.');
  if (!policy.maySetRole(caller, { userId: targetId, role: target.role }, role))
    throw new ApiError('forbidden', 'Your role cannot give this role to this person.');
  if (target.role === role) return toUser(target);
  if (target.role === 'owner') await requireAnotherOwner(context, targetId);
  const changed = await changeRole(context, targetId, role);
  if (role === 'owner') await changeRole(context, userId, 'admin');
  return changed;
});

/** Changes a role and tells everybody. */
export async function changeRole(context: CommitContext, userId: UserId, role: Role): Promise<User> {
  const member = await context.tx
    .updateTable('workspace_members')
    .set({ role, version: context.nextSeq })
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirstOrThrow();
  const user = toUser(member);
  context.append({ to: 'workspace' }, { type: 'user.updated', data: { user } });
  return user;
}
