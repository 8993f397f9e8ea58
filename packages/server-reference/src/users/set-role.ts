import type { Role, User, UserId } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import { isModerator } from '../channels/policies.ts';
import type { WorkspaceMembersTable } from '../database/tables.ts';
import { ApiError } from '../errors/api-error.ts';
import { command, type CommitContext } from '../event-log/workspace-writer.ts';
import { countOpenReports } from '../reports/open-reports.ts';
import { findPerson } from './admission.ts';
import { loadCaller } from './caller.ts';
import { renewMe } from './me.ts';
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
  const changed = await changeRole(context, target, role);
  if (role === 'owner') await changeRole(context, caller.member, 'admin');
  return changed;
});

/** Changes a role and tells everybody. Whoever comes to keep order, or ceases to, is told of the open reports. */
export async function changeRole(
  context: CommitContext,
  { user_id: userId, role: before }: Pick<Selectable<WorkspaceMembersTable>, 'user_id' | 'role'>,
  role: Role,
): Promise<User> {
  const member = await context.tx
    .updateTable('workspace_members')
    .set({ role, version: context.nextSeq })
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirstOrThrow();
  const user = toUser(member);
  context.append({ to: 'workspace' }, { type: 'user.updated', data: { user } });
  if (isModerator(before) !== isModerator(role) && (await countOpenReports(context.tx)) > 0)
    await renewMe(context, userId);
  return user;
}
