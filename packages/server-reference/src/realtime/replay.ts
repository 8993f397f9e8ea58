import { limits, type UserId, type WorkspaceId } from '@fechatter/protocol';
import type { Database, WalledTransaction } from '../database/database.ts';
import type { Audience } from '../event-log/events.ts';
import type { Position } from './cursor.ts';
import { loggedFrame, type Frame } from './frames.ts';
import type { ReaderState } from './reader-states.ts';

/** Events read at a time while a reader catches up. */
const PAGE = 500;

/** Why a stream cannot go on from a position; null when it can. */
export function resetReason(position: Position, state: ReaderState): 'epoch' | 'expired' | 'ahead' | null {
  if (position.epoch !== state.epoch) return 'epoch';
  if (position.seq > state.headSeq) return 'ahead';
  if (position.seq < state.trimmedSeq || state.headSeq - position.seq > limits.replayEvents) return 'expired';
  return null;
}

/** The events after `from` that the reader may see, up to where the log stood: page by page, each read when the one before was taken. */
export async function* replay(
  database: Database,
  reader: { readonly workspaceId: WorkspaceId; readonly userId: UserId },
  state: ReaderState,
  from: number,
): AsyncGenerator<readonly Frame[]> {
  const { workspaceId, userId } = reader;
  for (let seq = from; seq < state.headSeq; seq += PAGE) {
    const until = Math.min(seq + PAGE, state.headSeq);
    const rows = await database.workspace(workspaceId, (tx) =>
      visibleEvents(tx, workspaceId, userId, state, seq, until),
    );
    yield rows.map((row) => loggedFrame({ seq: row.seq, event: { type: row.type }, payload: row.payload }));
  }
}

/** What the reader could see when the stream was opened and may still see now: a replay can take a while. */
async function visibleEvents(
  tx: WalledTransaction,
  workspaceId: WorkspaceId,
  userId: UserId,
  state: ReaderState,
  from: number,
  to: number,
) {
  const rows = await tx
    .selectFrom('event_log')
    .select(['seq', 'type', 'payload', 'channel_id', 'user_id'])
    .where('workspace_id', '=', workspaceId)
    .where('seq', '>', from)
    .where('seq', '<=', to)
    .where((row) =>
      row.or([
        row('user_id', '=', userId),
        row(
          'channel_id',
          'in',
          row
            .selectFrom('channel_members')
            .select('channel_id')
            .where('workspace_id', '=', workspaceId)
            .where('user_id', '=', userId),
        ),
        row.and([row('channel_id', 'is', null), row('user_id', 'is', null)]),
      ]),
    )
    .orderBy('seq')
    .execute();
  const channels = new Set(state.channels);
  return rows.filter((row) => {
    if (row.user_id === userId) return true;
    if (row.channel_id !== null) return channels.has(row.channel_id);
    return state.visibleUsers === null || isVisibleToGuest(row, state.visibleUsers);
  });
}

/** A guest hears of the people whom they share a channel with, and of the workspace itself. */
function isVisibleToGuest(
  row: { readonly type: string; readonly payload: string },
  visible: ReadonlyMap<UserId, number>,
): boolean {
  if (!row.type.startsWith('user.')) return true;
  const { data } = JSON.parse(row.payload) as { data: { user: { id: UserId } } };
  return visible.has(data.user.id);
}

/** How an audience stands in the log. */
export function audienceOf(row: {
  readonly channel_id: string | null;
  readonly user_id: string | null;
}): Audience {
  if (row.channel_id !== null && row.user_id !== null)
    return { to: 'channel-and-user', channelId: row.channel_id, userId: row.user_id };
  if (row.channel_id !== null) return { to: 'channel', channelId: row.channel_id };
  return row.user_id === null ? { to: 'workspace' } : { to: 'user', userId: row.user_id };
}

/**
 * Events of the log from one seq to another, for everybody: how a node fills a hole in what it was told. Null
 * when a part of them is not in the log any more.
 */
export async function readLog(database: Database, workspaceId: WorkspaceId, from: number, to: number) {
  return database.workspace(workspaceId, async (tx) => {
    const log = await tx
      .selectFrom('workspaces')
      .select('trimmed_seq')
      .where('id', '=', workspaceId)
      .executeTakeFirst();
    if (!log || from < log.trimmed_seq) return null;
    const rows = await tx
      .selectFrom('event_log')
      .select(['seq', 'payload', 'channel_id', 'user_id'])
      .where('workspace_id', '=', workspaceId)
      .where('seq', '>', from)
      .where('seq', '<=', to)
      .orderBy('seq')
      .execute();
    return rows.map((row) => ({
      seq: row.seq,
      payload: row.payload,
      audience: audienceOf(row),
      event: JSON.parse(row.payload) as never,
    }));
  });
}
