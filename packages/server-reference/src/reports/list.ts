import { isId, type RouteArguments, type RouteOutput } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import type { Caller } from '../users/caller.ts';
import { toUser } from '../users/presenters.ts';
import { requireModerator } from './policies.ts';
import { toReport } from './presenters.ts';

/** The reports, the newest first. The mark of a page is the last report on it, whether it was resolved meanwhile or not. */
export async function listReports(
  tx: WalledTransaction,
  caller: Caller,
  { state, cursor, limit }: RouteArguments<'reports.list'>['query'],
): Promise<RouteOutput<'reports.list'>> {
  requireModerator(caller);
  let rows = tx
    .selectFrom('reports')
    .selectAll()
    .where('resolution', state === 'open' ? 'is' : 'is not', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
  if (cursor !== undefined) {
    if (!isId(cursor)) throw ApiError.field('query.cursor', 'is not the `next` of a page');
    rows = rows.where(
      sql<boolean>`(created_at, id) < (select created_at, id from reports where workspace_id = ${tx.workspaceId} and id = ${cursor})`,
    );
  }
  const found = await rows.limit(limit + 1).execute();
  const page = found.slice(0, limit);
  const ids = new Set(
    page.flatMap((row) => [
      row.reporter_id,
      row.user_id,
      ...(row.resolved_by === null ? [] : [row.resolved_by]),
    ]),
  );
  const people =
    ids.size === 0
      ? []
      : await tx
          .selectFrom('workspace_members')
          .selectAll()
          .where('user_id', 'in', [...ids])
          .execute();
  return {
    items: page.map(toReport),
    users: people.map(toUser),
    next: found.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
