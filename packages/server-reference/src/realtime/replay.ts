import { limits, type ChannelId, type UserId, type WorkspaceId } from '@fechatter/protocol';
import type { Database, WalledTransaction } from '../database/database.ts';
import type { Audience } from '../event-log/events.ts';
import { visibleUserIds } from '../users/visibility.ts';
import type { Position } from './cursor.ts';
import { loggedFrame, type Frame } from './frames.ts';

/** Events read at a time while a reader catches up. */
const PAGE = 500;

/** What a reader may see, and where the log stands, at one moment. */
export interface ReaderState {
  readonly epoch: string;
  readonly headSeq: number;
  readonly trimmedSeq: number;
  readonly channels: readonly ChannelId[];
  /** The people whom a guest may see; null for everybody else. */
  readonly visibleUsers: ReadonlySet<UserId> | null;
}

/** Reads what a person may see now. Null when they do not belong to the workspace. */
export function readerState(database: Database, workspaceId: WorkspaceId, userId: UserId): Promise<ReaderState | null> {
  return database.workspaceSnapshot(workspaceId, async (tx) => {
    const member = await tx.selectFrom('workspace_members').select('role').where('user_id', '=', userId).where('removed_at', 'is', null).executeTakeFirst();
    const log = await tx.selectFrom('workspaces').select(['epoch', 'head_seq', 'trimmed_seq']).executeTakeFirst();
    if (!member || !log) return null;
    const channels = await tx.selectFrom('channel_members').select('channel_id').where('user_id', '=', userId).execute();
    return {
      epoch: log.epoch,
      headSeq: log.head_seq,
      trimmedSeq: log.trimmed_seq,
      channels: channels.map((row) => row.channel_id),
      visibleUsers: member.role === 'guest' ? new Set(await visibleUserIds(tx, userId)) : null,
    };
  });
}

/** Why a stream cannot go on from a position; null when it can. */
export function resetReason(position: Position, state: ReaderState): 'epoch' | 'expired' | 'ahead' | null {
  if (position.epoch !== state.epoch) return 'epoch';
  if (position.seq > state.headSeq) return 'ahead';
  if (position.seq < state.trimmedSeq || state.headSeq - position.seq > limits.replayEvents) return 'expired';
  return null;
}

/** A page of a reader's part of the log, as frames; `seq` is how far it reaches. */
export interface ReplayPage {
  readonly seq: number;
  readonly frames: readonly Frame[];
}

/** The events after `from`, up to `to`, that the reader may see: page by page, each read when the one before was taken. */
export async function* replay(database: Database, workspaceId: WorkspaceId, userId: UserId, state: ReaderState, from: number, to: number): AsyncGenerator<ReplayPage> {
  for (let seq = from; seq < to; ) {
    const until = Math.min(seq + PAGE, to);
    const rows = await database.workspace(workspaceId, (tx) => visibleEvents(tx, userId, state, seq, until));
    yield { seq: until, frames: rows.map((row) => loggedFrame({ seq: row.seq, event: { type: row.type }, payload: row.payload })) };
    seq = until;
  }
}

async function visibleEvents(tx: WalledTransaction, userId: UserId, state: ReaderState, from: number, to: number) {
  const rows = await tx
    .selectFrom('event_log')
    .select(['seq', 'type', 'payload', 'channel_id', 'user_id'])
    .where('seq', '>', from)
    .where('seq', '<=', to)
    .orderBy('seq')
    .execute();
  const channels = new Set(state.channels);
  return rows.filter((row) => {
    if (row.user_id === userId) return true;
    if (row.channel_id !== null) return channels.has(row.channel_id);
    if (row.user_id !== null) return false;
    return state.visibleUsers === null || isVisibleToGuest(row, state.visibleUsers);
  });
}

/** A guest hears of the people whom they share a channel with, and of the workspace itself. */
function isVisibleToGuest(row: { readonly type: string; readonly payload: string }, visible: ReadonlySet<UserId>): boolean {
  if (!row.type.startsWith('user.')) return true;
  const { data } = JSON.parse(row.payload) as { data: { user: { id: UserId } } };
  return visible.has(data.user.id);
}

/** How an audience stands in the log. */
export function audienceOf(row: { readonly channel_id: string | null; readonly user_id: string | null }): Audience {
  if (row.channel_id !== null && row.user_id !== null) return { to: 'channel-and-user', channelId: row.channel_id, userId: row.user_id };
  if (row.channel_id !== null) return { to: 'channel', channelId: row.channel_id };
  return row.user_id === null ? { to: 'workspace' } : { to: 'user', userId: row.user_id };
}

/**
 * Events of the log from one seq to another, for everybody: how a node fills a hole in what it was told. Null
 * when a part of them is not in the log any more.
 */
export async function readLog(database: Database, workspaceId: WorkspaceId, from: number, to: number) {
  return database.workspace(workspaceId, async (tx) => {
    const log = await tx.selectFrom('workspaces').select('trimmed_seq').executeTakeFirst();
    if (!log || from < log.trimmed_seq) return null;
    const rows = await tx.selectFrom('event_log').select(['seq', 'payload', 'channel_id', 'user_id']).where('seq', '>', from).where('seq', '<=', to).orderBy('seq').execute();
    return rows.map((row) => ({ seq: row.seq, payload: row.payload, audience: audienceOf(row), event: JSON.parse(row.payload) as never }));
  });
}
