import { isId, type RouteArguments, type User, type UserId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import type { Caller } from './caller.ts';
import { toUser } from './presenters.ts';
import { visibleUserIds } from './visibility.ts';

type Query = RouteArguments<'users.list'>['query'];

interface Page {
  readonly items: readonly User[];
  readonly next: string | null;
}

/** The people whom the caller may see, or null for everybody. */
async function visibleTo(tx: WalledTransaction, caller: Caller): Promise<readonly UserId[] | null> {
  return caller.role === 'guest' ? visibleUserIds(tx, caller.userId) : null;
}

/** One person, also one who is gone: their messages are still there. */
export async function getUser(tx: WalledTransaction, caller: Caller, userId: UserId): Promise<User> {
  const visible = await visibleTo(tx, caller);
  const member = await tx
    .selectFrom('workspace_members')
    .selectAll()
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!member || (visible && !visible.includes(userId)))
    throw new ApiError('not_found', 'There is no such person in this workspace.');
  return toUser(member);
}

/**
 * People by ids, those who are gone too; or by the beginning of a name; or all by name. The mark of a page is the
 * last person on it: it says where to go on, and is short however long the name.
 */
export async function findUsers(tx: WalledTransaction, caller: Caller, query: Query): Promise<Page> {
  const visible = await visibleTo(tx, caller);
  let rows = tx
    .selectFrom('workspace_members')
    .selectAll()
    .orderBy(sql`lower(name)`)
    .orderBy('user_id');
  if (visible) rows = rows.where('user_id', 'in', visible);
  if (query.ids) rows = rows.where('user_id', 'in', query.ids);
  else rows = rows.where('removed_at', 'is', null);
  const start = query.q?.trim() ?? '';
  if (start !== '') {
    const pattern = `${start.replace(/[\\%_]/g, '\\$&')}%`;
    rows = rows.where((where) =>
      where.or([where('name', 'ilike', pattern), where('name', 'ilike', `% ${pattern}`)]),
    );
  }
  if (query.cursor !== undefined) {
    if (!isId(query.cursor)) throw ApiError.field('query.cursor', 'is not the `next` of a page');
    rows = rows.where(
      sql<boolean>`(lower(name), user_id) > (select lower(name), user_id from workspace_members where workspace_id = ${tx.workspaceId} and user_id = ${query.cursor})`,
    );
  }
  const found = await rows.limit(query.limit + 1).execute();
  const items = found.slice(0, query.limit);
  const last = items.at(-1);
  return { items: items.map(toUser), next: found.length > query.limit && last ? last.user_id : null };
}
