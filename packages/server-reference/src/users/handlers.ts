import type { Sessions } from '../auth/sessions.ts';
import type { Database } from '../database/database.ts';
import type { WorkspaceWriter } from '../event-log/workspace-writer.ts';
import type { Handlers, WorkspaceContext } from '../http/handlers.ts';
import { blockUser, unblockUser } from './block.ts';
import { loadCaller } from './caller.ts';
import { findUsers, getUser } from './find.ts';
import { removeUser } from './removal.ts';
import { setRole } from './set-role.ts';
import { updateMe } from './update-me.ts';

interface Services {
  readonly database: Database;
  readonly writer: WorkspaceWriter;
  readonly sessions: Sessions;
}

/** Ends somebody's place in the workspace, and with it the sessions that are good for nothing else. */
export async function endMembership(
  { writer, sessions }: Services,
  { workspaceId, userId }: Pick<WorkspaceContext, 'workspaceId' | 'userId'>,
  targetId: string,
): Promise<undefined> {
  await writer.submit(workspaceId, removeUser, { userId, targetId });
  await sessions.revokeBoundTo(workspaceId, targetId);
  return undefined;
}

export function userHandlers(
  services: Services,
): Pick<Handlers, Extract<keyof Handlers, `users.${string}` | 'me.update'>> {
  const { database, writer } = services;
  return {
    'users.list': (context, { query }) =>
      database.workspace(context.workspaceId, async (tx) =>
        findUsers(tx, await loadCaller(tx, context), query),
      ),
    'users.get': (context, { path }) =>
      database.workspace(context.workspaceId, async (tx) =>
        getUser(tx, await loadCaller(tx, context), path.userId),
      ),
    'users.setRole': ({ workspaceId, userId }, { path, body }) =>
      writer.submit(workspaceId, setRole, { userId, targetId: path.userId, role: body.role }),
    'users.remove': (context, { path }) => endMembership(services, context, path.userId),
    'users.block': ({ workspaceId, userId }, { path }) =>
      writer.submit(workspaceId, blockUser, { userId, otherId: path.userId }),
    'users.unblock': ({ workspaceId, userId }, { path }) =>
      writer.submit(workspaceId, unblockUser, { userId, otherId: path.userId }),
    'me.update': ({ workspaceId, userId }, { body }) =>
      writer.submit(workspaceId, updateMe, { userId, body }),
  };
}
