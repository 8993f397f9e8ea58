/** How a stream begins: who it is for, and what happened while they were away. */
import { limits } from '@fechatter/protocol';
import type { Database } from '../database/database.ts';
import type { Connection } from './connection.ts';
import type { Cursors } from './cursor.ts';
import { plainFrame, type Frame } from './frames.ts';
import type { Reader } from './reader.ts';
import type { RecentEvents, Remembered } from './recent-events.ts';
import type { ReaderState } from './reader-states.ts';
import { replay } from './replay.ts';
import { subjectOf } from './room.ts';

/** The first frame of a stream. */
export function helloFrame(
  { workspaceId, userId }: Reader,
  connection: Connection,
  { epoch }: ReaderState,
  cursors: Cursors,
  natsUrl: string | null,
): Frame {
  return plainFrame({
    type: 'hello',
    data: {
      connectionId: connection.id,
      epoch,
      cursorPrefix: cursors.prefix(workspaceId, userId, epoch),
      heartbeatSeconds: limits.heartbeatSeconds,
      serverTime: new Date().toISOString(),
      ...(natsUrl !== null && { natsUrl }),
    },
  });
}

/**
 * Sends a reader what was committed after `from`, as fast as they take it: from memory, or else from the log.
 *
 * @returns how many events that were.
 */
export async function catchUpReader(
  { database, recent }: { readonly database: Database; readonly recent: RecentEvents },
  reader: Reader,
  connection: Connection,
  state: ReaderState,
  from: number,
): Promise<number> {
  const remembered = recent.between(reader.workspaceId, state.epoch, from, state.headSeq);
  const pages = remembered
    ? [visibleFrames(remembered.events, connection)]
    : replay(database, reader, state, from);
  let count = 0;
  for await (const frames of pages) {
    count += frames.length;
    for (const frame of frames) await connection.replay(frame, remembered?.root);
    await connection.drained();
    if (connection.closed) break;
  }
  return count;
}

const visibleFrames = (events: Remembered['events'], connection: Connection): readonly Frame[] =>
  events
    .filter(({ committed: { audience, event } }) => connection.maySee(audience, subjectOf(event)))
    .map(({ frame }) => frame);
