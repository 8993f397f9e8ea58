import type {
  AppKey,
  AppKeyId,
  CreatedAppKey,
  RouteArguments,
  UserId,
  WorkspaceId,
} from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import { createSecret } from '../auth/secrets.ts';
import type { Database, WalledTransaction } from '../database/database.ts';
import { isUniqueViolation } from '../database/errors.ts';
import type { AppKeysTable } from '../database/tables.ts';
import { ApiError } from '../errors/api-error.ts';
import { loadCaller } from '../users/caller.ts';
import { mayKeepAppKeys } from '../workspaces/policies.ts';

interface By {
  readonly workspaceId: WorkspaceId;
  readonly userId: UserId;
}

/** An app key without its secret, which is told once. */
function toAppKey(row: Selectable<AppKeysTable>): AppKey {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    jwksUrl: row.jwks_url,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}

async function requireKeeper(tx: WalledTransaction, by: By): Promise<void> {
  const { role } = await loadCaller(tx, by);
  if (!mayKeepAppKeys(role)) throw new ApiError('forbidden', 'Only owners and admins keep the app keys.');
}

export function listAppKeys(database: Database, by: By): Promise<readonly AppKey[]> {
  return database.workspace(by.workspaceId, async (tx) => {
    await requireKeeper(tx, by);
    const rows = await tx
      .selectFrom('app_keys')
      .selectAll()
      .where('revoked_at', 'is', null)
      .orderBy('id')
      .execute();
    return rows.map(toAppKey);
  });
}

type NewAppKey = RouteArguments<'appKeys.create'>['body'];

export async function createAppKey(database: Database, by: By, body: NewAppKey): Promise<CreatedAppKey> {
  try {
    return await database.workspace(by.workspaceId, async (tx) => {
      await requireKeeper(tx, by);
      return insertAppKey(tx, by.workspaceId, body);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new ApiError('id_taken');
    throw error;
  }
}

export async function insertAppKey(
  tx: WalledTransaction,
  workspaceId: WorkspaceId,
  body: NewAppKey,
): Promise<CreatedAppKey> {
  const secret = body.kind === 'secret' ? createSecret() : null;
  const row = await tx
    .insertInto('app_keys')
    .values({
      workspace_id: workspaceId,
      id: body.id,
      name: body.name,
      kind: body.kind,
      secret,
      jwks_url: body.kind === 'jwks' ? body.jwksUrl : null,
      created_at: new Date(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { appKey: toAppKey(row), secret };
}

export function revokeAppKey(database: Database, by: By, id: AppKeyId): Promise<undefined> {
  return database.workspace(by.workspaceId, async (tx) => {
    await requireKeeper(tx, by);
    const found = await tx.selectFrom('app_keys').select('id').where('id', '=', id).executeTakeFirst();
    if (!found) throw new ApiError('not_found', 'There is no such app key.');
    // Without its secret, which nobody needs any more.
    await tx
      .updateTable('app_keys')
      .set({ revoked_at: new Date(), secret: null })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .execute();
    return undefined;
  });
}
