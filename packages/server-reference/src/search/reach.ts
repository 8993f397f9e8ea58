import type { ChannelId, SearchWeights, UserId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import type { ReadableChannels } from './engine.ts';
import { weightsOf } from './weights.ts';

/** What a search may find at this moment, and what is near to whoever asks. */
export interface Reach {
  readonly readable: ReadableChannels;
  readonly nearAuthors: Readonly<Record<UserId, number>>;
  readonly weights: SearchWeights;
  /** How far the log reaches. */
  readonly head: number;
}

/** How near a conversation is to the people in it. */
const NEARNESS = { direct: 1, group: 0.7, favourite: 0.8 } as const;

/**
 * Reads what the caller may read now: the channels that they are a member of, the same rule as for every other read.
 * In one row, since there may be thousands of them and every key that is pressed asks for it.
 */
export async function readReach(tx: WalledTransaction, userId: UserId): Promise<Reach> {
  const { rows } = await sql<{
    ids: string | null;
    near: { id: ChannelId; kind: string; favourite: boolean; pair: string | null }[] | null;
    head_seq: number;
    search_weights: SearchWeights | null;
  }>`
    select workspaces.head_seq, workspaces.search_weights, mine.ids, mine.near
    from workspaces cross join (
      select string_agg(seat.channel_id::text, ',') as ids,
        json_agg(json_build_object('id', channel.id, 'kind', channel.kind, 'favourite', seat.favourite, 'pair', channel.direct_key))
          filter (where seat.favourite or channel.kind in ('direct', 'group')) as near
      from channel_members as seat
      join channels as channel on channel.workspace_id = ${tx.workspaceId} and channel.id = seat.channel_id
      where seat.workspace_id = ${tx.workspaceId} and seat.user_id = ${userId}
    ) as mine
    where workspaces.id = ${tx.workspaceId}`.execute(tx);
  const [row] = rows;
  const near: Record<ChannelId, number> = {};
  const nearAuthors: Record<UserId, number> = {};
  for (const { id, kind, favourite, pair } of row?.near ?? []) {
    near[id] = Math.max(
      favourite ? NEARNESS.favourite : 0,
      kind === 'direct' ? NEARNESS.direct : kind === 'group' ? NEARNESS.group : 0,
    );
    for (const other of pair?.split(':') ?? []) if (other !== userId) nearAuthors[other] = NEARNESS.direct;
  }
  return {
    readable: { ids: row?.ids ?? '', near },
    nearAuthors,
    weights: weightsOf(row?.search_weights ?? null),
    head: row?.head_seq ?? 0,
  };
}
