import type { RouteArguments, UserId, Workspace } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { command } from '../event-log/workspace-writer.ts';
import { loadCaller } from '../users/caller.ts';
import { mayChangeWorkspace } from './policies.ts';
import { toWorkspace } from './presenters.ts';

export const updateWorkspace = command<
  { readonly userId: UserId; readonly body: RouteArguments<'workspaces.update'>['body'] },
  Workspace
>('workspaces.update', async (context, { userId, body }) => {
  const { tx, workspaceId } = context;
  const { role } = await loadCaller(tx, { workspaceId, userId });
  if (!mayChangeWorkspace(role))
    throw new ApiError('forbidden', 'Only owners and admins can change the workspace.');
  const before = await tx
    .selectFrom('workspaces')
    .selectAll()
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  const isRenamed = body.name !== undefined && body.name !== before.name;
  const after = {
    name: body.name ?? before.name,
    allowed_origins: body.allowedOrigins ? [...new Set(body.allowedOrigins)] : before.allowed_origins,
    nats_percentage: body.natsPercentage === undefined ? before.nats_percentage : body.natsPercentage,
    version: isRenamed ? context.nextSeq : before.version,
  };
  await tx.updateTable('workspaces').set(after).where('id', '=', workspaceId).execute();
  const workspace = toWorkspace({ ...before, ...after });
  // The allowed origins and the way of the events are nobody's but the server's: a change of them alone is no news.
  if (isRenamed) context.append({ to: 'workspace' }, { type: 'workspace.updated', data: { workspace } });
  return workspace;
});
