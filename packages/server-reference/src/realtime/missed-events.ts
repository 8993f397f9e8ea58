import type { WorkspaceId } from '@fechatter/protocol';
import type { CommittedEvent } from '../event-log/events.ts';

/** What is committed while a reader catches up. */
export interface Missed {
  /** The events so far; null when they were too many to keep. */
  take(): readonly CommittedEvent[] | null;
  stop(): void;
}

/** Events that may gather for a reader who is still catching up. */
const WAITING_LIMIT = 10_000;

/** Readers who are catching up, and what has happened meanwhile. */
export class MissedEvents {
  readonly #waiting = new Map<WorkspaceId, Set<CommittedEvent[]>>();
  /** How far the logs reach that readers are catching up with, as another process told. */
  readonly #told = new Map<WorkspaceId, number>();

  /** Whether somebody is catching up. */
  has(workspaceId: WorkspaceId): boolean {
    return this.#waiting.has(workspaceId);
  }

  /** Keeps events for everybody who is catching up. */
  keep(workspaceId: WorkspaceId, events: readonly CommittedEvent[]): void {
    for (const kept of this.#waiting.get(workspaceId) ?? [])
      if (kept.length < WAITING_LIMIT) kept.push(...events);
  }

  /** Notes how far the log reaches. */
  tell(workspaceId: WorkspaceId, head: number): void {
    if (this.has(workspaceId)) this.#told.set(workspaceId, Math.max(head, this.toldOf(workspaceId)));
  }

  toldOf(workspaceId: WorkspaceId): number {
    return this.#told.get(workspaceId) ?? 0;
  }

  /** Keeps for one reader what is committed from here on. */
  collect(workspaceId: WorkspaceId): Missed {
    const events: CommittedEvent[] = [];
    const all = this.#waiting.get(workspaceId) ?? new Set();
    this.#waiting.set(workspaceId, all.add(events));
    return {
      take: () => (events.length < WAITING_LIMIT ? events : null),
      stop: () => {
        all.delete(events);
        if (all.size > 0 || this.#waiting.get(workspaceId) !== all) return;
        this.#waiting.delete(workspaceId);
        this.#told.delete(workspaceId);
      },
    };
  }
}
