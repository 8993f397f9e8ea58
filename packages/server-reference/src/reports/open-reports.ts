import type { WalledTransaction } from '../database/database.ts';

/** How many reports nobody has resolved yet. */
export async function countOpenReports(tx: WalledTransaction): Promise<number> {
  const { count } = await tx
    .selectFrom('reports')
    .select((report) => report.fn.countAll<number>().as('count'))
    .where('resolution', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}
