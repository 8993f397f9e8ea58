import type { ChannelId, ChannelMember, LoggedEvent, PresenceState, UserId } from '@fechatter/protocol';
import type { Audience, CommittedEvent } from '../event-log/events.ts';
import { Backlog } from './backlog.ts';
import type { Connection } from './connection.ts';
import { loggedFrame, plainFrame, type Frame } from './frames.ts';

/** Readers written to in one turn of the event loop, so that a great audience does not hold up everything else. */
const WRITES_PER_TURN = 500;

/** People who are there, up to which whoever comes is told of all of them. */
const PRESENCE_TOLD = 500;

/** The person that a workspace-wide event is about; null when it is about none. */
export function subjectOf(event: LoggedEvent): UserId | null {
  return event.type === 'user.joined' || event.type === 'user.updated' || event.type === 'user.removed'
    ? event.data.user.id
    : null;
}

/** Whether an event decides what somebody may see, or say, from then on. */
function changesAccess({ type }: LoggedEvent): boolean {
  return (
    type === 'member.added' ||
    type === 'member.updated' ||
    type === 'member.removed' ||
    type === 'user.updated' ||
    type === 'user.removed'
  );
}

/**
 * Why an event ends the stream of a reader. Whom a guest may see is known as the stream was opened: when the
 * channels of a guest change, or somebody becomes a guest or ceases to be one, they come back and are seen anew.
 */
function endOf(
  { userId, visibleUsers }: Connection,
  event: LoggedEvent,
): 'removed' | 'access_changed' | null {
  switch (event.type) {
    case 'user.removed':
      return event.data.user.id === userId ? 'removed' : null;
    case 'user.updated':
      return event.data.user.id === userId && (event.data.user.role === 'guest') !== (visibleUsers !== null)
        ? 'access_changed'
        : null;
    case 'member.added':
      return event.data.member.userId === userId && visibleUsers !== null ? 'access_changed' : null;
    case 'member.removed':
      return event.data.userId === userId && visibleUsers !== null ? 'access_changed' : null;
    default:
      return null;
  }
}

/** The readers of one workspace on this node, found by channel and by person. */
export class Room {
  readonly #connections = new Set<Connection>();
  readonly #byChannel = new Map<ChannelId, Set<Connection>>();
  readonly #byUser = new Map<UserId, Set<Connection>>();
  #root = Backlog.root();
  #dirty: Connection[] = [];
  #flushing = false;
  /** Seq of the newest event that went through here; null until the first reader is here. */
  seq: number | null = null;
  readonly #presence = new Map<UserId, PresenceState>();
  #presenceFrame: Frame | null = null;

  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  ofUser(userId: UserId): ReadonlySet<Connection> {
    return this.#byUser.get(userId) ?? new Set();
  }

  ofChannel(channelId: ChannelId): ReadonlySet<Connection> {
    return this.#byChannel.get(channelId) ?? new Set();
  }

  add(connection: Connection): void {
    this.#connections.add(connection);
    index(this.#byUser, connection.userId, connection);
    for (const channelId of connection.channels) index(this.#byChannel, channelId, connection);
  }

  remove(connection: Connection): void {
    this.#connections.delete(connection);
    unindex(this.#byUser, connection.userId, connection);
    for (const channelId of connection.channels) unindex(this.#byChannel, channelId, connection);
  }

  /** Sends an event of the log to those who may see it, and keeps what they may see in step with it. */
  deliver(committed: CommittedEvent): void {
    const { audience, event, seq } = committed;
    const frame = loggedFrame(committed);
    if (changesAccess(event)) {
      // Whoever is added is no member yet, and hears of it all the same.
      const added = event.type === 'member.added' ? this.ofUser(event.data.member.userId) : [];
      for (const connection of new Set([...this.#audience(audience), ...added]))
        this.tell(connection, committed, frame);
      return;
    }
    const subject = subjectOf(event);
    for (const connection of this.#audience(audience)) {
      if (seq > connection.from && connection.maySee(audience, subject)) this.#queue(connection, frame, true);
    }
  }

  /** Sends one reader an event of the log, if they may see it: let in before by what lets them in, let out after by what ends their access. */
  tell(connection: Connection, committed: CommittedEvent, frame: Frame = loggedFrame(committed)): void {
    const { audience, event, seq } = committed;
    if (seq <= connection.from) return;
    if (event.type === 'member.added')
      this.#letIn(connection, event.data.channel.id, event.data.member.userId);
    if (event.type === 'member.added' || event.type === 'member.updated')
      noteSilence(connection, event.data.member);
    if (connection.maySee(audience, subjectOf(event))) this.#queue(connection, frame, true);
    if (event.type === 'member.removed') this.#letOut(connection, event.data.channelId, event.data.userId);
    const end = endOf(connection, event);
    if (end) connection.leave(end);
  }

  /** Sends a frame that is not of the log to some readers. */
  send(connections: Iterable<Connection>, frame: Frame): void {
    for (const connection of connections) this.#queue(connection, frame, false);
  }

  /** How each person who is not offline is shown, as told to the readers. */
  get presence(): ReadonlyMap<UserId, PresenceState> {
    return this.#presence;
  }

  setPresence(userId: UserId, state: PresenceState): void {
    if (state === 'offline') this.#presence.delete(userId);
    else this.#presence.set(userId, state);
    this.#presenceFrame = null;
  }

  /**
   * Tells a reader who is there: all at once, so that nobody stays shown who left while the reader was away.
   * Where there are too many, telling everybody who comes of all others would cost more than it is worth.
   */
  tellPresence(connection: Connection): void {
    if (this.#presence.size > PRESENCE_TOLD) return;
    const { visibleUsers } = connection;
    const frame = visibleUsers
      ? this.#encodePresence((userId) => visibleUsers.has(userId))
      : (this.#presenceFrame ??= this.#encodePresence(() => true));
    this.send([connection], frame);
  }

  #encodePresence(isVisible: (userId: UserId) => boolean): Frame {
    const changes = Array.from(this.#presence, ([userId, state]) => ({ userId, state })).filter(
      ({ userId }) => isVisible(userId),
    );
    return plainFrame({ type: 'presence', data: { changes, complete: true } });
  }

  #letIn(connection: Connection, channelId: ChannelId, userId: UserId): void {
    if (connection.userId === userId) {
      connection.channels.add(channelId);
      index(this.#byChannel, channelId, connection);
    } else if (connection.channels.has(channelId)) {
      connection.visibleUsers?.set(userId, (connection.visibleUsers.get(userId) ?? 0) + 1);
    }
  }

  #letOut(connection: Connection, channelId: ChannelId, userId: UserId): void {
    if (connection.userId === userId) {
      connection.channels.delete(channelId);
      unindex(this.#byChannel, channelId, connection);
    } else if (connection.visibleUsers && connection.channels.has(channelId)) {
      const shared = (connection.visibleUsers.get(userId) ?? 0) - 1;
      if (shared > 0) connection.visibleUsers.set(userId, shared);
      else connection.visibleUsers.delete(userId);
    }
  }

  #audience(audience: Audience): Iterable<Connection> {
    switch (audience.to) {
      case 'workspace':
        return this.#connections;
      case 'channel':
        return this.ofChannel(audience.channelId);
      case 'channel-and-user':
        return new Set([...this.ofChannel(audience.channelId), ...this.ofUser(audience.userId)]);
      case 'user':
        return this.ofUser(audience.userId);
    }
  }

  #queue(connection: Connection, frame: Frame, logged: boolean): void {
    if (!connection.queue(frame, logged, this.#root)) return;
    this.#dirty.push(connection);
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => this.#flush());
  }

  /** Writes to everybody for whom something waits. What comes in meanwhile gathers, and goes out in one write. */
  #flush(): void {
    const turn = this.#dirty.length > WRITES_PER_TURN ? this.#dirty.splice(0, WRITES_PER_TURN) : this.#dirty;
    if (turn === this.#dirty) this.#dirty = [];
    this.#root = Backlog.root();
    for (const connection of turn) connection.flush();
    if (this.#dirty.length > 0) setImmediate(() => this.#flush());
    else this.#flushing = false;
  }
}

/** Keeps what the reader may say in step with what the log tells of their own seat. */
function noteSilence(connection: Connection, { userId, channelId, silencedUntil }: ChannelMember): void {
  if (userId !== connection.userId) return;
  if (silencedUntil === null) connection.silenced.delete(channelId);
  else connection.silenced.set(channelId, new Date(silencedUntil));
}

function index<K>(map: Map<K, Set<Connection>>, key: K, connection: Connection): void {
  const set = map.get(key);
  if (set) set.add(connection);
  else map.set(key, new Set([connection]));
}

function unindex<K>(map: Map<K, Set<Connection>>, key: K, connection: Connection): void {
  const set = map.get(key);
  if (set?.delete(connection) && set.size === 0) map.delete(key);
}
