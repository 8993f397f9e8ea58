import type { Account, UserId, WorkspaceSummary } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import type { Database } from '../database/database.ts';
import type { UsersTable } from '../database/tables.ts';
import { ApiError } from '../errors/api-error.ts';
import { toWorkspace } from '../workspaces/presenters.ts';
import type { Identity } from './access-tokens.ts';

/** The workspaces that a session may enter, by name. Looks across workspaces, so it goes past the wall. */
export async function listWorkspaces(
  database: Database,
  identity: Pick<Identity, 'userId' | 'boundTo'>,
): Promise<readonly WorkspaceSummary[]> {
  let query = database.system
    .selectFrom('workspace_members as m')
    .innerJoin('workspaces as w', 'w.id', 'm.workspace_id')
    .select(['w.id', 'w.slug', 'w.name', 'w.created_at', 'w.version', 'm.role'])
    .where('m.user_id', '=', identity.userId)
    .where('m.removed_at', 'is', null)
    .orderBy('w.name')
    .orderBy('w.id');
  if (identity.boundTo !== null) query = query.where('w.id', '=', identity.boundTo);
  const rows = await query.execute();
  return rows.map(({ role, ...workspace }) => ({ workspace: toWorkspace(workspace), role }));
}

/** @throws {ApiError} `unauthenticated` when there is no such person any more. */
export async function loadUser(database: Database, userId: UserId): Promise<Selectable<UsersTable>> {
  const user = await database.system
    .selectFrom('users')
    .selectAll()
    .where('id', '=', userId)
    .executeTakeFirst();
  if (!user) throw new ApiError('unauthenticated', 'There is no such account any more.');
  return user;
}

/** The person behind a session. */
export async function loadAccount(database: Database, identity: Identity): Promise<Account> {
  const user = await loadUser(database, identity.userId);
  return {
    userId: identity.userId,
    email: user.email ?? user.host_email,
    name: user.name,
    hasPassword: user.password_hash !== null,
    sessionId: identity.sessionId,
    workspaces: await listWorkspaces(database, identity),
  };
}
