import {
  limits,
  type ChannelId,
  type ControlEvent,
  type EphemeralEvent,
  type LoggedEvent,
  type SessionId,
  type UserId,
  type UserSettings,
  type WorkspaceId,
} from '@fechatter/protocol';
import type { Database } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import type { CommittedEvent } from '../event-log/events.ts';
import { Connection, goodbye } from './connection.ts';
import type { Cursors } from './cursor.ts';
import { EndedSessions } from './ended-sessions.ts';
import { plainFrame } from './frames.ts';
import { catchUpReader, helloFrame } from './opening.ts';
import { LogDelivery } from './log-delivery.ts';
import { MissedEvents } from './missed-events.ts';
import type { Admission, Reader } from './reader.ts';
import { RecentEvents } from './recent-events.ts';
import { ReaderStates, type ReaderState } from './reader-states.ts';
import { resetReason } from './replay.ts';
import { Room } from './room.ts';
import type { Sink } from './sink.ts';
import { StreamCounts } from './stream-counts.ts';

/** Heartbeats are spread over the seconds of their interval. */
const HEARTBEAT_TICK_MS = 1_000;
/** What the hub tells of people who come and go. */
export interface PresenceListener {
  /** An event of the log came by, of whichever process. */
  delivered(workspaceId: WorkspaceId, event: LoggedEvent): void;
  /** @param availability - How the person wishes to be shown, where a connection was opened. */
  changed(workspaceId: WorkspaceId, userId: UserId, availability?: UserSettings['availability']): void;
}

/**
 * The event streams of this node. Takes what is committed, in the order of each log, and hands it to those
 * who may see it; brings readers who were away up to date before they join the live stream.
 */
export class Hub {
  readonly #database: Database;
  readonly #states: ReaderStates;
  readonly #cursors: Cursors;
  readonly #natsUrlFor: (reader: Reader, state: ReaderState) => string | null;
  readonly #rooms = new Map<WorkspaceId, Room>();
  /** Every open stream, those that are still catching up too. */
  readonly #connections = new Map<Connection, WorkspaceId>();
  readonly #streams = new StreamCounts();
  readonly #missed = new MissedEvents();
  readonly #recent = new RecentEvents();
  readonly #endedSessions = new EndedSessions();
  readonly #delivery: LogDelivery;
  readonly #listeners = new Set<PresenceListener>();
  readonly #heartbeats: NodeJS.Timeout;
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
    this.#states = new ReaderStates(options.database);
    this.#cursors = options.cursors;
    this.#natsUrlFor = options.natsUrlFor ?? (() => null);
    this.#onError = options.onError;
    this.#delivery = new LogDelivery({
      database: options.database,
      rooms: this.#rooms,
      missed: this.#missed,
      recent: this.#recent,
      onDelivered: (workspaceId, { event }) => {
        for (const listener of this.#listeners) listener.delivered(workspaceId, event);
      },
      onError: options.onError,
    });
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
    this.#streams.change(reader, 1);
    // What is committed from here on is kept for this reader; what was committed before is in the log.
    const missed = this.#missed.collect(workspaceId);
    try {
      const state = await this.#states.of(workspaceId, userId);
      if (!state) throw new ApiError('not_found', 'There is no such workspace, or you do not belong to it.');
      return { reader, position, state, missed };
    } catch (error) {
      missed.stop();
      this.#streams.change(reader, -1);
      throw error;
    }
  }

  /** Opens a stream: hello, replay, the mark where live begins, and then what happens. */
  async open(admission: Admission, sink: Sink): Promise<void> {
    const { reader, state, missed } = admission;
    const { workspaceId, userId } = reader;
    const connection = new Connection(reader, state, sink, () => {
      this.#connections.delete(connection);
      this.#streams.change(reader, -1);
      if (!connection.live) return;
      this.#room(workspaceId).remove(connection);
      this.#changed(workspaceId, userId);
      this.#forget(workspaceId);
    });
    this.#connections.set(connection, workspaceId);
    try {
      const end = await this.#begin(admission, connection);
      if (end) connection.finish(end);
      else if (connection.live) this.publish(workspaceId, [], this.#missed.toldOf(workspaceId));
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
    connection.write(helloFrame(reader, connection, state, this.#cursors, this.#natsUrlFor(reader, state)));
    const reset = position === 'owner' ? 'owner' : position && resetReason(position, state);
    if (reset) return { type: 'reset', data: { reason: reset } };
    const replayed =
      position === null || position === 'owner'
        ? 0
        : await catchUpReader(
            { database: this.#database, recent: this.#recent },
            reader,
            connection,
            state,
            position.seq,
          );
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
    // With what was missed, in one write.
    connection.flush();
    this.#changed(workspaceId, userId, state.availability);
    return null;
  }

  /**
   * Takes what was committed: events of one workspace in the order of its log, without holes.
   *
   * @param head - Where the log ends now. Beyond the events when some were committed that nobody heard of, as
   * when the connection to the database broke before it could tell.
   */
  publish(workspaceId: WorkspaceId, events: readonly CommittedEvent[], head?: number): void {
    this.#delivery.publish(workspaceId, events, head);
  }

  /** Asks the database how far each log reaches: what another process told may have been lost. */
  catchUp(): Promise<void> {
    return this.#delivery.catchUp();
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
    this.#endedSessions.add(sessionId);
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

  #join(workspaceId: WorkspaceId, connection: Connection, state: ReaderState): Room {
    connection.live = true;
    connection.from = state.headSeq;
    const room = this.#room(workspaceId);
    room.add(connection);
    return room;
  }

  #room(workspaceId: WorkspaceId): Room {
    const room = this.#rooms.get(workspaceId) ?? new Room();
    this.#rooms.set(workspaceId, room);
    return room;
  }

  /** A workspace that nobody listens to costs nothing. */
  #forget(workspaceId: WorkspaceId): void {
    if (this.#rooms.get(workspaceId)?.connections.size === 0 && !this.#missed.has(workspaceId))
      this.#rooms.delete(workspaceId);
  }

  #changed(workspaceId: WorkspaceId, userId: UserId, availability?: UserSettings['availability']): void {
    for (const listener of this.#listeners) listener.changed(workspaceId, userId, availability);
  }

  #beat(): void {
    const now = Date.now();
    const turn = this.#tick++ % limits.heartbeatSeconds;
    this.#endedSessions.forgetOld(now);
    for (const [connection, workspaceId] of this.#connections) {
      if (connection.turn !== turn) continue;
      connection.checkStalled(now);
      if (connection.live)
        connection.heartbeat(Math.max(this.#rooms.get(workspaceId)?.seq ?? 0, connection.from));
    }
  }
}
