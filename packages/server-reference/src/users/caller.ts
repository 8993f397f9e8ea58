import type { Role, UserId, WorkspaceId } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import type { WorkspaceMembersTable } from '../database/tables.ts';
import { ApiError } from '../errors/api-error.ts';

/** Who asks: a person who belongs to the workspace at this moment. */
export interface Caller {
  readonly userId: UserId;
  readonly workspaceId: WorkspaceId;
  readonly role: Role;
  readonly member: Selectable<WorkspaceMembersTable>;
}

/**
 * Reads who asks, in the transaction that does the work: a removal that was committed before counts.
 *
 * @throws {ApiError} `not_found` for everybody who does not belong to the workspace, so that nobody learns
 * which workspaces there are.
 */
export async function loadCaller(
  tx: WalledTransaction,
  context: { readonly workspaceId: WorkspaceId; readonly userId: UserId },
): Promise<Caller> {
  const member = await tx
    .selectFrom('workspace_members')
    .selectAll()
    .where('workspace_id', '=', context.workspaceId)
    .where('user_id', '=', context.userId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!member) throw new ApiError('not_found', 'There is no such workspace, or you do not belong to it.');
  return { userId: context.userId, workspaceId: context.workspaceId, role: member.role, member };
}
