import type { ChannelId, LoggedEvent, PresenceState, UserId } from '@fechatter/protocol';
import type { Audience, CommittedEvent } from '../event-log/events.ts';
import { Backlog } from './backlog.ts';
import type { Connection } from './connection.ts';
import { loggedFrame, type Frame } from './frames.ts';

/** Readers written to in one turn of the event loop, so that a great audience does not hold up everything else. */
const WRITES_PER_TURN = 500;

/** The person that a workspace-wide event is about; null when it is about none. */
export function subjectOf(event: LoggedEvent): UserId | null {
  return event.type === 'user.joined' || event.type === 'user.updated' || event.type === 'user.removed' ? event.data.user.id : null;
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
  /** How each person is shown, as told to the readers. */
  readonly presence = new Map<UserId, PresenceState>();

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

  /** Sends an event of the log to those who may see it, and keeps the memberships in step with it. */
  deliver(committed: CommittedEvent): void {
    const frame = loggedFrame(committed);
    this.#joining(committed.event);
    for (const connection of this.#audience(committed.audience)) {
      if (committed.seq > connection.from && connection.maySee(committed.audience, subjectOf(committed.event))) this.#queue(connection, frame, true);
    }
    this.#leaving(committed.event);
  }

  /** Sends one reader an event that the others have had: it came while this one was catching up. */
  catchUp(connection: Connection, committed: CommittedEvent): void {
    const { event, audience } = committed;
    if (event.type === 'member.added' && event.data.member.userId === connection.userId) {
      connection.channels.add(event.data.channel.id);
      index(this.#byChannel, event.data.channel.id, connection);
    }
    if (connection.maySee(audience, subjectOf(event))) this.#queue(connection, loggedFrame(committed), true);
    if (event.type === 'user.removed' && event.data.user.id === connection.userId) connection.goodbye('removed', 0);
    if (event.type === 'member.removed' && event.data.userId === connection.userId) {
      connection.channels.delete(event.data.channelId);
      unindex(this.#byChannel, event.data.channelId, connection);
    }
  }

  /** Sends a frame that is not of the log to some readers. */
  send(connections: Iterable<Connection>, frame: Frame): void {
    for (const connection of connections) this.#queue(connection, frame, false);
  }

  /** Whoever is added hears of it, so they are let in before. */
  #joining(event: LoggedEvent): void {
    if (event.type !== 'member.added') return;
    const { channel, member } = event.data;
    for (const connection of this.ofUser(member.userId)) {
      connection.channels.add(channel.id);
      index(this.#byChannel, channel.id, connection);
    }
    for (const connection of this.ofChannel(channel.id)) connection.visibleUsers?.add(member.userId);
  }

  /** Whoever is removed hears of it, and of nothing after it. */
  #leaving(event: LoggedEvent): void {
    if (event.type === 'user.removed') {
      for (const connection of [...this.ofUser(event.data.user.id)]) connection.goodbye('removed', 0);
    }
    if (event.type !== 'member.removed') return;
    for (const connection of this.ofUser(event.data.userId)) {
      connection.channels.delete(event.data.channelId);
      unindex(this.#byChannel, event.data.channelId, connection);
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

function index<K>(map: Map<K, Set<Connection>>, key: K, connection: Connection): void {
  const set = map.get(key);
  if (set) set.add(connection);
  else map.set(key, new Set([connection]));
}

function unindex<K>(map: Map<K, Set<Connection>>, key: K, connection: Connection): void {
  const set = map.get(key);
  if (set?.delete(connection) && set.size === 0) map.delete(key);
}
