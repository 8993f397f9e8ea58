import { createHash } from 'node:crypto';
import type { UserId, WorkspaceId } from '@fechatter/protocol';

/**
 * Whether somebody is among so many of a hundred people of a workspace. Always the same people for the same
 * number, on every device and process; whoever is among the fewer is among the more too.
 */
export function isAmong(percentage: number, workspaceId: WorkspaceId, userId: UserId): boolean {
  const hash = createHash('sha256').update(`${workspaceId}:${userId}`).digest();
  return hash.readUInt32BE() % 100 < percentage;
}
