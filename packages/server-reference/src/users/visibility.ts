import type { UserId } from '@fechatter/protocol';
import type { WalledTransaction } from '../database/database.ts';

/** The people whom a guest may see: themself and those who share a channel with them. */
export async function visibleUserIds(tx: WalledTransaction, guestId: UserId): Promise<UserId[]> {
  const rows = await tx
    .selectFrom('channel_members as mine')
    .innerJoin('channel_members as theirs', (join) =>
      join
        .onRef('theirs.channel_id', '=', 'mine.channel_id')
        .onRef('theirs.workspace_id', '=', 'mine.workspace_id'),
    )
    .select('theirs.user_id')
    .distinct()
    .where('mine.user_id', '=', guestId)
    .execute();
  return [...new Set([guestId, ...rows.map((row) => row.user_id)])];
}
