/** Who has blocked whom: a person's own affair, of which the other one is not told. */
import type { UserId } from '@fechatter/protocol';
import type { WalledTransaction } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';

/** Whom each of these people has blocked, in the order in which they did; those who have blocked nobody are left out. */
export async function blockedIdsOf(
  tx: WalledTransaction,
  userIds: readonly UserId[],
): Promise<ReadonlyMap<UserId, UserId[]>> {
  if (userIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('user_blocks')
    .select(['user_id', 'blocked_id'])
    .where('user_id', 'in', userIds)
    .orderBy('created_at')
    .orderBy('blocked_id')
    .execute();
  const blocked = new Map<UserId, UserId[]>();
  for (const row of rows) blocked.set(row.user_id, [...(blocked.get(row.user_id) ?? []), row.blocked_id]);
  return blocked;
}

/** @throws {ApiError} `blocked` when one of the two has blocked the other. */
export async function requireNoBlock(
  tx: WalledTransaction,
  one: UserId,
  other: UserId,
  field?: string,
): Promise<void> {
  const block = await tx
    .selectFrom('user_blocks')
    .select('user_id')
    .where((row) =>
      row.or([
        row.and([row('user_id', '=', one), row('blocked_id', '=', other)]),
        row.and([row('user_id', '=', other), row('blocked_id', '=', one)]),
      ]),
    )
    .executeTakeFirst();
  if (block)
    throw new ApiError('blocked', undefined, {
      fields: field === undefined ? [] : [{ field, message: 'has blocked you, or you them' }],
    });
}

/**
 * Of the people whom somebody names in a request, none may have blocked them.
 *
 * @param named.ids - All of them, as the request has them, so that the error can say which one it is.
 * @throws {ApiError} `blocked`
 */
export async function requireUnblockedBy(
  tx: WalledTransaction,
  people: readonly UserId[],
  userId: UserId,
  named: { readonly field: string; readonly ids: readonly UserId[] },
): Promise<void> {
  if (people.length === 0) return;
  const rows = await tx
    .selectFrom('user_blocks')
    .select('user_id')
    .where('user_id', 'in', people)
    .where('blocked_id', '=', userId)
    .execute();
  const blockers = new Set(rows.map((row) => row.user_id));
  const fields = named.ids.flatMap((id, at) =>
    blockers.has(id) ? [{ field: `${named.field}.${at}`, message: 'has blocked you' }] : [],
  );
  if (fields.length > 0) throw new ApiError('blocked', undefined, { fields });
}
