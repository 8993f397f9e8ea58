import type { TimelineId, TimelinePlaces } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';

/**
 * Where moments are in a timeline. Times rise with the indexes (but for those of one batch), and indexes are dense, so
 * each is found by halving: some twenty look-ups by key in the longest timeline, and no index of its own on the times.
 */
export async function findPlaces(
  tx: WalledTransaction,
  timelineId: TimelineId,
  lastIndex: number,
  moments: readonly string[],
): Promise<TimelinePlaces> {
  const [firstAt, lastAt] = [
    await sentAt(tx, timelineId, 1),
    lastIndex > 1 ? await sentAt(tx, timelineId, lastIndex) : null,
  ];
  const { rows } =
    moments.length === 0 ? { rows: [] } : await halve(tx, timelineId, lastIndex, moments).execute(tx);
  return { places: rows.map(({ place }) => place), firstAt, lastAt: lastAt ?? firstAt, lastIndex };
}

function halve(
  tx: WalledTransaction,
  timelineId: TimelineId,
  lastIndex: number,
  moments: readonly string[],
): ReturnType<typeof sql<{ readonly place: number }>> {
  return sql<{ readonly place: number }>`
    with recursive asked as (
      select moment::timestamptz as moment, number
      from unnest(${moments}::text[]) with ordinality as given (moment, number)
    ), halves as (
      select number, moment, 1::bigint as low, ${lastIndex}::bigint + 1 as high from asked
      union all
      select number, moment,
        case when created_at < moment then middle + 1 else low end,
        case when created_at < moment then high else middle end
      from (select number, moment, low, high, (low + high) / 2 as middle from halves where low < high) as half
      join messages on workspace_id = ${tx.workspaceId} and timeline_id = ${timelineId} and index = middle
    )
    select low as place from halves where low = high order by number`;
}

async function sentAt(tx: WalledTransaction, timelineId: TimelineId, index: number): Promise<string | null> {
  const row = await tx
    .selectFrom('messages')
    .select('created_at')
    .where('workspace_id', '=', tx.workspaceId)
    .where('timeline_id', '=', timelineId)
    .where('index', '=', index)
    .executeTakeFirst();
  return row?.created_at.toISOString() ?? null;
}
