import type { WorkspaceId } from '@fechatter/protocol';
import type { Database } from '../database/database.ts';
import type { CommittedEvent } from '../event-log/events.ts';
import type { MissedEvents } from './missed-events.ts';
import type { RecentEvents } from './recent-events.ts';
import { readLog } from './replay.ts';
import type { Room } from './room.ts';

/** Hands what is committed to the rooms, in the order of each log, and fills the holes in what this node was told. */
export class LogDelivery {
  readonly #database: Database;
  readonly #rooms: ReadonlyMap<WorkspaceId, Room>;
  readonly #missed: MissedEvents;
  readonly #recent: RecentEvents;
  readonly #onDelivered: (workspaceId: WorkspaceId, event: CommittedEvent) => void;
  readonly #onError: (error: unknown) => void;
  /** Deliveries run one after the other in each workspace: filling a hole in the log takes time. */
  readonly #deliveries = new Map<WorkspaceId, Promise<void>>();

  constructor(options: {
    readonly database: Database;
    readonly rooms: ReadonlyMap<WorkspaceId, Room>;
    readonly missed: MissedEvents;
    readonly recent: RecentEvents;
    /** Called after each event that went through a room. */
    readonly onDelivered: (workspaceId: WorkspaceId, event: CommittedEvent) => void;
    readonly onError: (error: unknown) => void;
  }) {
    this.#database = options.database;
    this.#rooms = options.rooms;
    this.#missed = options.missed;
    this.#recent = options.recent;
    this.#onDelivered = options.onDelivered;
    this.#onError = options.onError;
  }

  /**
   * Takes what was committed: events of one workspace in the order of its log, without holes.
   *
   * @param head - Where the log ends now. Beyond the events when some were committed that nobody heard of, as
   * when the connection to the database broke before it could tell.
   */
  publish(
    workspaceId: WorkspaceId,
    events: readonly CommittedEvent[],
    head: number = events.at(-1)?.seq ?? 0,
  ): void {
    const running = this.#deliveries.get(workspaceId);
    const room = this.#rooms.get(workspaceId);
    this.#missed.tell(workspaceId, head);
    const last = events.at(-1)?.seq ?? room?.seq ?? head;
    if (
      !running &&
      (room?.seq == null || events[0] === undefined || events[0].seq === room.seq + 1) &&
      head <= last
    ) {
      this.#deliver(workspaceId, events);
      return;
    }
    const next = (running ?? Promise.resolve())
      .then(() => this.#deliverInOrder(workspaceId, events, head))
      .catch(this.#onError)
      .finally(() => {
        if (this.#deliveries.get(workspaceId) === next) this.#deliveries.delete(workspaceId);
      });
    this.#deliveries.set(workspaceId, next);
  }

  /** Asks the database how far each log reaches: what another process told may have been lost. */
  async catchUp(): Promise<void> {
    const ids = [...this.#rooms.keys()];
    if (ids.length === 0) return;
    // One look for all workspaces with readers here, so it goes past the walls; it reads a number of each.
    const rows = await this.#database.system
      .selectFrom('workspaces')
      .select(['id', 'head_seq'])
      .where('id', 'in', ids)
      .execute();
    for (const row of rows) this.publish(row.id, [], row.head_seq);
  }

  async #deliverInOrder(
    workspaceId: WorkspaceId,
    events: readonly CommittedEvent[],
    head: number,
  ): Promise<void> {
    await this.#fill(workspaceId, (events[0]?.seq ?? head + 1) - 1);
    this.#deliver(workspaceId, events);
    await this.#fill(workspaceId, head);
  }

  /** Delivers from the log what this node was not told of, up to a seq. */
  async #fill(workspaceId: WorkspaceId, to: number): Promise<void> {
    const room = this.#rooms.get(workspaceId);
    if (room?.seq == null || room.seq >= to) return;
    const missed = await readLog(this.#database, workspaceId, room.seq, to);
    if (missed) {
      this.#deliver(workspaceId, missed);
      return;
    }
    // The log was trimmed beyond what these readers have had: they cannot be told event by event any more.
    for (const connection of [...room.connections])
      connection.finish({ type: 'reset', data: { reason: 'expired' } });
    room.seq = to;
  }

  #deliver(workspaceId: WorkspaceId, events: readonly CommittedEvent[]): void {
    if (events.length === 0) return;
    this.#missed.keep(workspaceId, events);
    this.#recent.keep(workspaceId, events);
    const room = this.#rooms.get(workspaceId);
    if (!room) return;
    for (const event of events) {
      if (room.seq !== null && event.seq <= room.seq) continue;
      room.deliver(event);
      room.seq = event.seq;
      this.#onDelivered(workspaceId, event);
    }
  }
}
