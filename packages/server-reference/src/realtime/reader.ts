import type { SessionId, UserId, WorkspaceId } from '@fechatter/protocol';
import type { Position } from './cursor.ts';
import type { Missed } from './missed-events.ts';
import type { ReaderState } from './reader-states.ts';

/** Who opens a stream, and from where. */
export interface Reader {
  readonly workspaceId: WorkspaceId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** Where to go on; null starts now. */
  readonly cursor: string | null;
}

/** A stream that may be opened, and has to be: what happens meanwhile is kept for it. */
export interface Admission {
  readonly reader: Reader;
  readonly position: Position | 'owner' | null;
  readonly state: ReaderState;
  readonly missed: Missed;
}
