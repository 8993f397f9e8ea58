import { limits, type ChannelId, type EphemeralEvent, type SessionId, type UserId, type WorkspaceId } from '@fechatter/protocol';
import type { Database } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import type { CommittedEvent } from '../event-log/events.ts';
import { Connection } from './connection.ts';
import type { Cursors } from './cursor.ts';
import { plainFrame } from './frames.ts';
import { readLog, readerState, replay, resetReason, type ReaderState } from './replay.ts';
import { Room } from './room.ts';
import type { Sink } from './sink.ts';

/** Who opens a stream, and from where. */
export interface Reader {
  readonly workspaceId: WorkspaceId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** Where to go on; null starts now. */
  readonly cursor: string | null;
}

/** Events that may gather for a reader who is still catching up. */
const WAITING_LIMIT = 10_000;
/** Connections of one person in one workspace. */
const CONNECTIONS_PER_USER = 20;
/** Heartbeats are spread over the seconds of their interval. */
const HEARTBEAT_TICK_MS = 1_000;

/** What the hub tells of people who come and go. */
export interface PresenceListener {
  changed(workspaceId: WorkspaceId, userId: UserId): void;
}

/**
 * The event streams of this node. Takes what is committed, in the order of each log, and hands it to those
 * who may see it; brings readers who were away up to date before they join the live stream.
 */
export class Hub {
  readonly #database: Database;
  readonly #cursors: Cursors;
  readonly #rooms = new Map<WorkspaceId, Room>();
  /** Every open stream, those that are still catching up too. */
  readonly #connections = new Map<Connection, WorkspaceId>();
  /** Readers who are catching up, and what has happened meanwhile. */
  readonly #waiting = new Map<WorkspaceId, Set<CommittedEvent[]>>();
  readonly #listeners = new Set<PresenceListener>();
  readonly #heartbeats: NodeJS.Timeout;
  /** Deliveries run one after the other in each workspace: filling a hole in the log takes time. */
  readonly #deliveries = new Map<WorkspaceId, Promise<void>>();
  readonly #onError: (error: unknown) => void;
  #tick = 0;
  #stopping = false;

  constructor(options: { readonly database: Database; readonly cursors: Cursors; readonly onError: (error: unknown) => void }) {
    this.#database = options.database;
    this.#cursors = options.cursors;
    this.#onError = options.onError;
    this.#heartbeats = setInterval(() => this.#beat(), HEARTBEAT_TICK_MS).unref();
  }

  /** How many streams are open. */
  get size(): number {
    return this.#connections.size;
  }

  room(workspaceId: WorkspaceId): Room | undefined {
    return this.#rooms.get(workspaceId);
  }

  /** Calls the listener when the connections of a person have changed. */
  onPresence(listener: PresenceListener): void {
    this.#listeners.add(listener);
  }

  /** Checks whether a stream may be opened at all, while a request can still be answered with an error. */
  async admit(reader: Reader): Promise<ReaderState> {
    if (this.#stopping) throw new ApiError('server_stopping', undefined, { retryAfter: 1 });
    const state = await readerState(this.#database, reader.workspaceId, reader.userId);
    if (!state) throw new ApiError('not_found');
    if (reader.cursor !== null && this.#cursors.parse(reader.cursor, reader.workspaceId, reader.userId) === 'malformed') throw new ApiError('invalid_cursor');
    if ((this.#rooms.get(reader.workspaceId)?.ofUser(reader.userId).size ?? 0) >= CONNECTIONS_PER_USER) {
      throw new ApiError('rate_limited', `One person can have ${CONNECTIONS_PER_USER} streams of a workspace.`, { retryAfter: 30 });
    }
    return state;
  }

  /** Opens a stream: hello, replay, the mark where live begins, and then what happens. */
  async open(reader: Reader, sink: Sink, admitted: ReaderState): Promise<void> {
    const { workspaceId, userId } = reader;
    let joined = false;
    const connection = new Connection(reader, sink, () => {
      this.#connections.delete(connection);
      if (!joined) return;
      this.#room(workspaceId).remove(connection);
      this.#changed(workspaceId, userId);
      this.#forget(workspaceId);
    });
    this.#connections.set(connection, workspaceId);
    connection.write(plainFrame({
      type: 'hello',
      data: {
        connectionId: connection.id,
        epoch: admitted.epoch,
        cursorPrefix: this.#cursors.prefix(workspaceId, userId, admitted.epoch),
        heartbeatSeconds: limits.heartbeatSeconds,
        serverTime: new Date().toISOString(),
      },
    }));
    const position = reader.cursor === null ? null : this.#cursors.parse(reader.cursor, workspaceId, userId);
    if (position === 'owner' || position === 'malformed') return connection.finish({ type: 'reset', data: { reason: 'owner' } });

    // What is committed from here on is kept for this reader; what was committed before is in the log.
    const missed = this.#collect(workspaceId);
    try {
      const state = await readerState(this.#database, workspaceId, userId);
      if (!state) return connection.goodbye('removed', 0);
      const reset = position && resetReason(position, state);
      if (reset) return connection.finish({ type: 'reset', data: { reason: reset } });
      const replayed = position ? await this.#replay(reader, connection, state, position.seq) : 0;
      if (connection.closed) return;
      this.#join(workspaceId, connection, state);
      joined = true;
      // From here to the end nothing waits for anything, so nothing can come between.
      const room = this.#room(workspaceId);
      const later = missed.take().filter((event) => event.seq > state.headSeq);
      // Something between is not here, or not in the log any more: the next attempt finds out.
      if (later.some((event, at) => event.seq !== state.headSeq + 1 + at)) return connection.goodbye('too_slow', 0);
      for (const event of later) room.catchUp(connection, event);
      if (connection.closed) return;
      const seq = later.at(-1)?.seq ?? state.headSeq;
      room.seq ??= seq;
      room.send([connection], plainFrame({ type: 'live', data: { seq, replayed: replayed + later.length } }));
      this.#changed(workspaceId, userId);
    } catch (error) {
      this.#onError(error);
      connection.goodbye('server_stopping', 1);
    } finally {
      missed.stop();
      this.#forget(workspaceId);
    }
  }

  /** Takes what was committed: events of one workspace in the order of its log. */
  publish(workspaceId: WorkspaceId, events: readonly CommittedEvent[]): void {
    const running = this.#deliveries.get(workspaceId);
    const room = this.#rooms.get(workspaceId);
    const first = events[0];
    if (!first) return;
    if (!running && (room?.seq === undefined || room.seq === null || first.seq === room.seq + 1)) {
      this.#deliver(workspaceId, events);
      return;
    }
    const next = (running ?? Promise.resolve())
      .then(() => this.#deliverInOrder(workspaceId, events))
      .catch(this.#onError)
      .finally(() => {
        if (this.#deliveries.get(workspaceId) === next) this.#deliveries.delete(workspaceId);
      });
    this.#deliveries.set(workspaceId, next);
  }

  /** Sends an event of the moment to the members of a channel, but for one person. */
  toChannel(workspaceId: WorkspaceId, channelId: ChannelId, event: EphemeralEvent, except: UserId): void {
    const room = this.#rooms.get(workspaceId);
    if (!room) return;
    const readers = [...room.ofChannel(channelId)].filter((connection) => connection.userId !== except);
    room.send(readers, plainFrame(event));
  }

  /** Ends the streams of a session, at once. */
  endSession(sessionId: SessionId): void {
    for (const connection of [...this.#connections.keys()]) if (connection.sessionId === sessionId) connection.goodbye('session_revoked', 0);
  }

  /** Tells every reader to come back, spread over a time that fits their number, and ends the streams. */
  stop(): void {
    this.#stopping = true;
    clearInterval(this.#heartbeats);
    const spread = Math.max(1, Math.ceil(this.size / 5_000));
    for (const connection of [...this.#connections.keys()]) connection.goodbye('server_stopping', spread);
  }

  async #deliverInOrder(workspaceId: WorkspaceId, events: readonly CommittedEvent[]): Promise<void> {
    const room = this.#rooms.get(workspaceId);
    const first = events[0];
    if (room?.seq != null && first && first.seq > room.seq + 1) {
      const missed = await readLog(this.#database, workspaceId, room.seq, first.seq - 1);
      if (missed) this.#deliver(workspaceId, missed);
      else this.#reset(room);
    }
    this.#deliver(workspaceId, events);
  }

  /** The log was trimmed beyond what these readers have had: they cannot be told event by event any more. */
  #reset(room: Room): void {
    for (const connection of [...room.connections]) connection.finish({ type: 'reset', data: { reason: 'expired' } });
  }

  #deliver(workspaceId: WorkspaceId, events: readonly CommittedEvent[]): void {
    for (const kept of this.#waiting.get(workspaceId) ?? []) if (kept.length < WAITING_LIMIT) kept.push(...events);
    const room = this.#rooms.get(workspaceId);
    if (!room) return;
    for (const event of events) {
      if (room.seq !== null && event.seq <= room.seq) continue;
      room.deliver(event);
      room.seq = event.seq;
    }
  }

  async #replay(reader: Reader, connection: Connection, state: ReaderState, from: number): Promise<number> {
    let count = 0;
    for await (const page of replay(this.#database, reader.workspaceId, reader.userId, state, from, state.headSeq)) {
      count += page.frames.length;
      for (const frame of page.frames) await connection.replay(frame);
      await connection.drained();
      if (connection.closed) break;
    }
    return count;
  }

  #join(workspaceId: WorkspaceId, connection: Connection, state: ReaderState): void {
    connection.live = true;
    connection.from = state.headSeq;
    for (const channelId of state.channels) connection.channels.add(channelId);
    connection.visibleUsers = state.visibleUsers === null ? null : new Set(state.visibleUsers);
    this.#room(workspaceId).add(connection);
  }

  #collect(workspaceId: WorkspaceId): { take(): readonly CommittedEvent[]; stop(): void } {
    const events: CommittedEvent[] = [];
    const all = this.#waiting.get(workspaceId) ?? new Set();
    this.#waiting.set(workspaceId, all.add(events));
    return {
      take: () => {
        if (events.length >= WAITING_LIMIT) throw new Error('a reader was too slow to catch up');
        return events;
      },
      stop: () => {
        all.delete(events);
        if (all.size === 0) this.#waiting.delete(workspaceId);
      },
    };
  }

  #room(workspaceId: WorkspaceId): Room {
    const room = this.#rooms.get(workspaceId) ?? new Room();
    this.#rooms.set(workspaceId, room);
    return room;
  }

  /** A workspace that nobody listens to costs nothing. */
  #forget(workspaceId: WorkspaceId): void {
    if (this.#rooms.get(workspaceId)?.connections.size === 0 && !this.#waiting.has(workspaceId)) this.#rooms.delete(workspaceId);
  }

  #changed(workspaceId: WorkspaceId, userId: UserId): void {
    for (const listener of this.#listeners) listener.changed(workspaceId, userId);
  }

  #beat(): void {
    const now = Date.now();
    const turn = this.#tick++ % limits.heartbeatSeconds;
    for (const [connection, workspaceId] of this.#connections) {
      if (connection.turn !== turn) continue;
      connection.checkStalled(now);
      if (connection.live) connection.heartbeat(Math.max(this.#rooms.get(workspaceId)?.seq ?? 0, connection.from), now);
    }
  }
}
