/** What people keep of their searches: saved ones, and those that they made. Nobody else sees them. */
import { limits, type RouteArguments, type RouteOutput, type SavedSearch } from '@fechatter/protocol';
import { sql, type Selectable } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import type { SavedSearchesTable } from '../database/tables.ts';
import { ApiError } from '../errors/api-error.ts';
import type { Caller } from '../users/caller.ts';

const toSavedSearch = (row: Selectable<SavedSearchesTable>): SavedSearch => ({
  id: row.id,
  name: row.name,
  text: row.text,
  sort: row.sort,
  createdAt: row.created_at.toISOString(),
});

export async function listSaved(
  tx: WalledTransaction,
  { userId }: Caller,
): Promise<RouteOutput<'search.listSaved'>> {
  const rows = await tx
    .selectFrom('saved_searches')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .execute();
  return { items: rows.map(toSavedSearch) };
}

export async function saveSearch(
  tx: WalledTransaction,
  { userId, workspaceId }: Caller,
  { path: { savedSearchId: id }, body }: RouteArguments<'search.save'>,
): Promise<SavedSearch> {
  const before = await tx
    .selectFrom('saved_searches')
    .select('user_id')
    .where('id', '=', id)
    .executeTakeFirst();
  if (before && before.user_id !== userId) throw new ApiError('id_taken');
  if (!before) {
    const { count } = await tx
      .selectFrom('saved_searches')
      .select((search) => search.fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    if (count >= limits.savedSearches)
      throw new ApiError('too_many', `You can save ${limits.savedSearches} searches: remove one first.`);
  }
  const row = await tx
    .insertInto('saved_searches')
    .values({ workspace_id: workspaceId, user_id: userId, id, ...body, created_at: new Date() })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(body))
    .returningAll()
    .executeTakeFirstOrThrow();
  return toSavedSearch(row);
}

export async function removeSaved(tx: WalledTransaction, { userId }: Caller, id: string): Promise<undefined> {
  await tx.deleteFrom('saved_searches').where('id', '=', id).where('user_id', '=', userId).execute();
  return undefined;
}

export async function listHistory(
  tx: WalledTransaction,
  { userId }: Caller,
): Promise<RouteOutput<'search.listHistory'>> {
  const rows = await tx
    .selectFrom('past_searches')
    .select(['text', 'used_at'])
    .where('user_id', '=', userId)
    .orderBy('used_at', 'desc')
    .limit(limits.searchHistory)
    .execute();
  return { items: rows.map((row) => ({ text: row.text, usedAt: row.used_at.toISOString() })) };
}

export async function rememberSearch(
  tx: WalledTransaction,
  { userId, workspaceId }: Caller,
  text: string,
): Promise<undefined> {
  const now = new Date();
  await tx
    .insertInto('past_searches')
    .values({ workspace_id: workspaceId, user_id: userId, text: text.trim(), used_at: now })
    .onConflict((conflict) =>
      conflict.expression(sql`workspace_id, user_id, md5(text)`).doUpdateSet({ used_at: now }),
    )
    .execute();
  const oldest = tx
    .selectFrom('past_searches')
    .select('used_at')
    .where('user_id', '=', userId)
    .orderBy('used_at', 'desc')
    .offset(limits.searchHistory)
    .limit(1);
  await tx.deleteFrom('past_searches').where('user_id', '=', userId).where('used_at', '<=', oldest).execute();
  return undefined;
}

/** @param text - Which one; null for all. */
export async function forgetSearch(
  tx: WalledTransaction,
  { userId }: Caller,
  text: string | null,
): Promise<undefined> {
  await tx
    .deleteFrom('past_searches')
    .where('user_id', '=', userId)
    .$if(text !== null, (all) => all.where('text', '=', text?.trim() ?? ''))
    .execute();
  return undefined;
}
