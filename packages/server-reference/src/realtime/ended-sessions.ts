import type { SessionId } from '@fechatter/protocol';

/** How long a session that was ended is remembered: a stream of it may be half open, its token checked before. */
const ENDED_SESSION_MS = 60_000;

/** Sessions that were ended just now, the oldest first. */
export class EndedSessions {
  readonly #endedAt = new Map<SessionId, number>();

  add(sessionId: SessionId): void {
    this.#endedAt.set(sessionId, Date.now());
  }

  has(sessionId: SessionId): boolean {
    return this.#endedAt.has(sessionId);
  }

  forgetOld(now: number): void {
    for (const [sessionId, at] of this.#endedAt) {
      if (now - at < ENDED_SESSION_MS) break;
      this.#endedAt.delete(sessionId);
    }
  }
}
