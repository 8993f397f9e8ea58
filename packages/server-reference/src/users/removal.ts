import type { User, UserId } from '@fechatter/protocol';
import { removeFromAllChannels } from '../channels/membership.ts';
import { ApiError } from '../errors/api-error.ts';
import { command, type CommitContext } from '../event-log/workspace-writer.ts';
import { findPerson } from './admission.ts';
import { loadCaller } from './caller.ts';
import * as policy from './policies.ts';
import { toUser } from './presenters.ts';

/** @throws {ApiError} `last_owner` when nobody else owns the workspace. */
export async function requireAnotherOwner({ tx }: CommitContext, userId: UserId): Promise<void> {
  const other = await tx
    .selectFrom('workspace_members')
    .select('user_id')
    .where('role', '=', 'owner')
    .where('removed_at', 'is', null)
    .where('user_id', '!=', userId)
    .executeTakeFirst();
  if (!other) throw new ApiError('last_owner');
}

/** Removes somebody from the workspace, or lets them leave. Their messages stay; their sessions are the caller's to end. */
export const removeUser = command<{ readonly userId: UserId; readonly targetId: UserId }, undefined>(
  'users.remove',
  async (context, { userId, targetId }) => {
    const caller = await loadCaller(context.tx, { workspaceId: context.workspaceId, userId });
    const target = await findPerson(context, targetId);
    if (!target) throw new ApiError('not_found', 'There is no such person in this workspace.');
    if (!policy.mayRemove(caller, { userId: targetId, role: target.role }))
      throw new ApiError('forbidden', 'You can only remove people whose role is below yours.');
    if (target.removed_at !== null) return undefined;
    if (target.role === 'owner') await requireAnotherOwner(context, targetId);
    await depart(context, targetId, userId === targetId ? null : userId);
    return undefined;
  },
);

/** Ends all that somebody has in the workspace. The event of that is the last one that they get. */
async function depart(context: CommitContext, userId: UserId, removedBy: UserId | null): Promise<User> {
  const { tx, now } = context;
  await removeFromAllChannels(context, userId);
  // A link must not outlive the trust in whoever made it.
  if (removedBy !== null)
    await tx
      .updateTable('invites')
      .set({ revoked_at: now })
      .where('created_by', '=', userId)
      .where('revoked_at', 'is', null)
      .execute();
  const member = await tx
    .updateTable('workspace_members')
    .set({
      removed_at: now,
      removed_by: removedBy,
      status_emoji: null,
      status_text: null,
      status_expires_at: null,
      version: context.nextSeq,
    })
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirstOrThrow();
  const user = toUser(member);
  context.append({ to: 'workspace' }, { type: 'user.removed', data: { user } });
  return user;
}
