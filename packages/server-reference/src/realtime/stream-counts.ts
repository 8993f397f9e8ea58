import type { UserId, WorkspaceId } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';

/** Streams of one person in one workspace. */
const STREAMS_PER_USER = 20;

/** How many streams each person has in each workspace, those not open yet too. */
export class StreamCounts {
  readonly #streams = new Map<string, number>();

  /** @throws {ApiError} `rate_limited` when somebody has too many. */
  change(
    { workspaceId, userId }: { readonly workspaceId: WorkspaceId; readonly userId: UserId },
    change: 1 | -1,
  ): void {
    const key = `${workspaceId}:${userId}`;
    const count = (this.#streams.get(key) ?? 0) + change;
    if (count > STREAMS_PER_USER)
      throw new ApiError('rate_limited', `One person can have ${STREAMS_PER_USER} streams of a workspace.`, {
        retryAfter: 30,
      });
    if (count > 0) this.#streams.set(key, count);
    else this.#streams.delete(key);
  }
}
