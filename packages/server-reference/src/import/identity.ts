import { hash } from 'node:crypto';
import type { WorkspaceId } from '@fechatter/protocol';

/**
 * The id that something from elsewhere has in a workspace: a UUIDv7 whose random part is a digest of where it
 * comes from. The same source gives the same id, so an import that is run again, or goes on after it was
 * killed, recognises what is there.
 *
 * @param milliseconds - When it was made, since 1970. 0 for what the source tells no time of: people and
 *   channels. They have one id then, whichever file names them first.
 */
export function importedId(
  workspaceId: WorkspaceId,
  kind: 'user' | 'channel' | 'message',
  source: string,
  milliseconds: number,
): string {
  const digest = hash('sha256', JSON.stringify([workspaceId, kind, source]), 'hex');
  const time = milliseconds.toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(digest.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
}

/** Ids from here on were made by somebody at some time: below it are those of imported people and channels. */
export const FIRST_OWN_ID = '00000000-0001-7000-8000-000000000000';
