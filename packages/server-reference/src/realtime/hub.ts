import {
  limits,
  type ChannelId,
  type ControlEvent,
  type EphemeralEvent,
  type LoggedEvent,
  type SessionId,
  type UserId,
  type WorkspaceId,
} from '@fechatter/protocol';
import type { Database } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import type { CommittedEvent } from '../event-log/events.ts';
import { Connection, goodbye } from './connection.ts';
import type { Cursors, Position } from './cursor.ts';
import { plainFrame, type Frame } from './frames.ts';
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

/** A stream that may be opened, and has to be: what happens meanwhile is kept for it. */
export interface Admission {
  readonly reader: Reader;
  readonly position: Position | 'owner' | null;
  readonly state: ReaderState;
  readonly missed: Missed;
}

/** What is committed while a reader catches up. */
interface Missed {
  /** The events so far; null when they were too many to keep. */
  take(): readonly CommittedEvent[] | null;
  stop(): void;
}

/** Events that may gather for a reader who is still catching up. */
const WAITING_LIMIT = 10_000;
/** Streams of one person in one workspace. */
const STREAMS_PER_USER = 20;
/** Heartbeats are spread over the seconds of their interval. */
const HEARTBEAT_TICK_MS = 1_000;
/** How long a session that was ended is remembered: a stream of it may be half open, its token checked before. */
const ENDED_SESSION_MS = 60_000;

/** What the hub tells of people who come and go. */
export interface PresenceListener {
  /** An event of the log came by, of whichever process. */
  delivered(workspaceId: WorkspaceId, event: LoggedEvent): void;
  changed(workspaceId: WorkspaceId, userId: UserId): void;
}

/**
 * The event streams of this node. Takes what is committed, in the order of each log, and hands it to those
 * who may see it; brings readers who were away up to date before they join the live stream.
 */
export class Hub {
  readonly #database: Database;
  readonly #cursors: Cursors;
  readonly #natsUrlFor: (reader: Reader, state: ReaderState) => string | null;
  readonly #rooms = new Map<WorkspaceId, Room>();
  /** Every open stream, those that are still catching up too. */
  readonly #connections = new Map<Connection, WorkspaceId>();
  /** How many streams each person has in each workspace, those not open yet too. */
  readonly #streams = new Map<string, number>();
  /** Readers who are catching up, and what has happened meanwhile. */
  readonly #waiting = new Map<WorkspaceId, Set<CommittedEvent[]>>();
  /** How far the logs reach that readers are catching up with, as another process told. */
  readonly #told = new Map<WorkspaceId, number>();
  readonly #endedSessions = new Map<SessionId, number>();
  readonly #listeners = new Set<PresenceListener>();
  readonly #heartbeats: NodeJS.Timeout;
  /** Deliveries run one after the other in each workspace: filling a hole in the log takes time. */
  readonly #deliveries = new Map<WorkspaceId, Promise<void>>();
  readonly #onError: (error: unknown) => void;
  #tick = 0;
  #stopping = false;

  constructor(options: {
    readonly database: Database;
    readonly cursors: Cursors;
    /** Where a reader may have the events over NATS too. Default: nowhere. */
    readonly natsUrlFor?: (reader: Reader, state: ReaderState) => string | null;
    readonly onError: (error: unknown) => void;
  }) {
    this.#database = options.database;
    this.#cursors = options.cursors;
    this.#natsUrlFor = options.natsUrlFor ?? (() => null);
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
  async admit(reader: Reader): Promise<Admission> {
    const { workspaceId, userId } = reader;
    if (this.#stopping) throw new ApiError('server_stopping', undefined, { retryAfter: 1 });
    const position = reader.cursor === null ? null : this.#cursors.parse(reader.cursor, workspaceId, userId);
    if (position === 'malformed') throw new ApiError('invalid_cursor');
    this.#countStream(reader, 1);
    // What is committed from here on is kept for this reader; what was committed before is in the log.
    const missed = this.#collect(workspaceId);
    try {
      const state = await readerState(this.#database, workspaceId, userId);
      if (!state) throw new ApiError('not_found', 'There is no such workspace, or you do not belong to it.');
      return { reader, position, state, missed };
    } catch (error) {
      missed.stop();
      this.#countStream(reader, -1);
      throw error;
    }
  }

  /** Opens a stream: hello, replay, the mark where live begins, and then what happens. */
  async open(admission: Admission, sink: Sink): Promise<void> {
    const { reader, missed } = admission;
    const { workspaceId, userId } = reader;
    const connection = new Connection(reader, sink, () => {
      this.#connections.delete(connection);
      this.#countStream(reader, -1);
      if (!connection.live) return;
      this.#room(workspaceId).remove(connection);
      this.#changed(workspaceId, userId);
      this.#forget(workspaceId);
    });
    this.#connections.set(connection, workspaceId);
    try {
      const end = await this.#begin(admission, connection);
      if (end) connection.finish(end);
      else if (connection.live) this.publish(workspaceId, [], this.#told.get(workspaceId) ?? 0);
    } catch (error) {
      this.#onError(error);
      connection.goodbye('server_stopping', 1);
    } finally {
      missed.stop();
      this.#forget(workspaceId);
    }
  }

  /** Brings a reader up to date and lets them join the others; returns the last frame when that cannot be. */
  async #begin(
    { reader, position, state, missed }: Admission,
    connection: Connection,
  ): Promise<ControlEvent | null> {
    const { workspaceId, userId } = reader;
    if (this.#endedSessions.has(reader.sessionId)) return goodbye('session_revoked', 0);
    if (this.#stopping) return goodbye('server_stopping', 1);
    connection.write(this.#hello(connection, reader, state));
    const reset = position === 'owner' ? 'owner' : position && resetReason(position, state);
    if (reset) return { type: 'reset', data: { reason: reset } };
    const replayed =
      position === null || position === 'owner'
        ? 0
        : await this.#replay(reader, connection, state, position.seq);
    if (connection.closed) return null;
    // From here to the end nothing waits for anything, so nothing can come between.
    const later = missed.take()?.filter((event) => event.seq > state.headSeq);
    // Something between is not here, or not in the log any more: the next attempt finds out.
    if (!later || later.some((event, at) => event.seq !== state.headSeq + 1 + at))
      return goodbye('too_slow', 0);
    const room = this.#join(workspaceId, connection, state);
    const seq = later.at(-1)?.seq ?? state.headSeq;
    room.seq ??= seq;
    // One of these may end the stream; what follows then goes nowhere.
    for (const event of later) room.tell(connection, event);
    room.send([connection], plainFrame({ type: 'live', data: { seq, replayed: replayed + later.length } }));
    room.tellPresence(connection);
    this.#changed(workspaceId, userId);
    return null;
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
    if (this.#waiting.has(workspaceId))
      this.#told.set(workspaceId, Math.max(head, this.#told.get(workspaceId) ?? 0));
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

  /** Sends an event of the moment to the members of a channel, but for one person. */
  toChannel(workspaceId: WorkspaceId, channelId: ChannelId, event: EphemeralEvent, except: UserId): void {
    const room = this.#rooms.get(workspaceId);
    if (!room) return;
    const readers = [...room.ofChannel(channelId)].filter((connection) => connection.userId !== except);
    room.send(readers, plainFrame(event));
  }

  /** Ends the streams of a session, at once, and those that are just being opened. */
  endSession(sessionId: SessionId): void {
    this.#endedSessions.set(sessionId, Date.now());
    for (const connection of [...this.#connections.keys()])
      if (connection.sessionId === sessionId) connection.goodbye('session_revoked', 0);
  }

  /** Tells every reader to come back, spread over a time that fits their number, and ends the streams. */
  stop(): void {
    this.#stopping = true;
    clearInterval(this.#heartbeats);
    const spread = Math.max(1, Math.ceil(this.size / 5_000));
    for (const connection of [...this.#connections.keys()]) connection.goodbye('server_stopping', spread);
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
    for (const kept of this.#waiting.get(workspaceId) ?? [])
      if (kept.length < WAITING_LIMIT) kept.push(...events);
    const room = this.#rooms.get(workspaceId);
    if (!room) return;
    for (const event of events) {
      if (room.seq !== null && event.seq <= room.seq) continue;
      room.deliver(event);
      room.seq = event.seq;
      for (const listener of this.#listeners) listener.delivered(workspaceId, event.event);
    }
  }

  async #replay(reader: Reader, connection: Connection, state: ReaderState, from: number): Promise<number> {
    let count = 0;
    for await (const frames of replay(this.#database, reader, state, from)) {
      count += frames.length;
      for (const frame of frames) await connection.replay(frame);
      await connection.drained();
      if (connection.closed) break;
    }
    return count;
  }

  #hello(connection: Connection, reader: Reader, state: ReaderState): Frame {
    const { epoch } = state;
    const natsUrl = this.#natsUrlFor(reader, state);
    return plainFrame({
      type: 'hello',
      data: {
        connectionId: connection.id,
        epoch,
        cursorPrefix: this.#cursors.prefix(reader.workspaceId, connection.userId, epoch),
        heartbeatSeconds: limits.heartbeatSeconds,
        serverTime: new Date().toISOString(),
        ...(natsUrl !== null && { natsUrl }),
      },
    });
  }

  #join(workspaceId: WorkspaceId, connection: Connection, state: ReaderState): Room {
    connection.live = true;
    connection.from = state.headSeq;
    for (const channelId of state.channels) connection.channels.add(channelId);
    connection.visibleUsers = state.visibleUsers && new Map(state.visibleUsers);
    const room = this.#room(workspaceId);
    room.add(connection);
    return room;
  }

  #collect(workspaceId: WorkspaceId): Missed {
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

  /** @throws {ApiError} `rate_limited` when somebody has too many. */
  #countStream({ workspaceId, userId }: Reader, change: 1 | -1): void {
    const key = `${workspaceId}:${userId}`;
    const count = (this.#streams.get(key) ?? 0) + change;
    if (count > STREAMS_PER_USER)
      throw new ApiError('rate_limited', `One person can have ${STREAMS_PER_USER} streams of a workspace.`, {
        retryAfter: 30,
      });
    if (count > 0) this.#streams.set(key, count);
    else this.#streams.delete(key);
  }

  #room(workspaceId: WorkspaceId): Room {
    const room = this.#rooms.get(workspaceId) ?? new Room();
    this.#rooms.set(workspaceId, room);
    return room;
  }

  /** A workspace that nobody listens to costs nothing. */
  #forget(workspaceId: WorkspaceId): void {
    if (this.#rooms.get(workspaceId)?.connections.size === 0 && !this.#waiting.has(workspaceId))
      this.#rooms.delete(workspaceId);
  }

  #changed(workspaceId: WorkspaceId, userId: UserId): void {
    for (const listener of this.#listeners) listener.changed(workspaceId, userId);
  }

  #beat(): void {
    const now = Date.now();
    const turn = this.#tick++ % limits.heartbeatSeconds;
    for (const [sessionId, at] of this.#endedSessions) {
      if (now - at < ENDED_SESSION_MS) break;
      this.#endedSessions.delete(sessionId);
    }
    for (const [connection, workspaceId] of this.#connections) {
      if (connection.turn !== turn) continue;
      connection.checkStalled(now);
      if (connection.live)
        connection.heartbeat(Math.max(this.#rooms.get(workspaceId)?.seq ?? 0, connection.from));
    }
  }
}
