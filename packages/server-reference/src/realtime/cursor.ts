import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { UserId, WorkspaceId } from '@fechatter/protocol';

/** What a cursor says: how far its owner has read which log. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

/**
 * Cursors: `<epoch>.<owner mark>.<seq>`, opaque to a client but for the last part, which it takes from the
 * frames. The owner mark binds a cursor to one person in one workspace, so that a cursor left in a shared
 * browser is of no use to the next person. It guards nothing more: what a replay shows is decided by
 * membership now.
 */
export class Cursors {
  readonly #key: KeyObject;

  /** @param key - Secret of the installation; another one makes all cursors foreign. */
  constructor(key: Uint8Array) {
    // Taken from bytes each time it would cost four times as much as the rest.
    this.#key = createSecretKey(key);
  }

  /** What stands before the seq in every cursor of this reader. */
  prefix(workspaceId: WorkspaceId, userId: UserId, epoch: string): string {
    return `${epoch}.${this.#mark(workspaceId, userId)}.`;
  }

  /** Reads a cursor. `owner`: it is somebody else's. `malformed`: it is none. */
  parse(cursor: string, workspaceId: WorkspaceId, userId: UserId): Position | 'owner' | 'malformed' {
    const match = /^([a-z0-9-]{1,40})\.([A-Za-z0-9_-]{16})\.(\d{1,15})$/.exec(cursor);
    if (!match) return 'malformed';
    const [, epoch = '', mark = '', seq] = match;
    const expected = Buffer.from(this.#mark(workspaceId, userId));
    if (!timingSafeEqual(Buffer.from(mark), expected)) return 'owner';
    return { epoch, seq: Number(seq) };
  }

  #mark(workspaceId: WorkspaceId, userId: UserId): string {
    return createHmac('sha256', this.#key)
      .update(`${workspaceId}:${userId}`)
      .digest('base64url')
      .slice(0, 16);
  }
}
