import type { UserId } from '@fechatter/protocol';
import { Refusal } from './refusal.ts';
import type { WorkspaceState } from './state.ts';

/** Why a stream cannot go on from a cursor. */
export type ResetReason = 'epoch' | 'expired' | 'ahead' | 'owner';

/** What stands before the seq in every cursor of this reader: a cursor is good for one person and one log. */
export const cursorPrefix = ({ log }: WorkspaceState, userId: UserId): string =>
  `${log.epoch}.${markOf(userId)}.`;

const markOf = (userId: UserId): string => userId.replaceAll('-', '').slice(-16);

/**
 * Up to where the owner of a cursor has read, or why the stream cannot go on from there.
 *
 * @throws {@link Refusal} `invalid_cursor` for what is none.
 */
export function readCursor(state: WorkspaceState, userId: UserId, cursor: string): number | ResetReason {
  const [, epoch, mark, digits] = /^([a-z0-9-]{1,40})\.([A-Za-z0-9_-]{16})\.(\d{1,15})$/.exec(cursor) ?? [];
  if (epoch === undefined) throw new Refusal('invalid_cursor');
  if (mark !== markOf(userId)) return 'owner';
  const seq = Number(digits);
  if (epoch !== state.log.epoch) return 'epoch';
  if (seq > state.log.head) return 'ahead';
  return seq < state.log.trimmed ? 'expired' : seq;
}
