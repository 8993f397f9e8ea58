import {
  createId,
  limits,
  type ControlEvent,
  type EphemeralEvent,
  type EventOfType,
  type Presence,
  type PresenceState,
  type SessionId,
  type StreamEvent,
  type UserId,
} from '@fechatter/protocol';
import type { Clock } from '../../environment/clock.ts';
import { cursorPrefix, readCursor } from './cursor.ts';
import type { LogEntry } from './event-log.ts';
import type { Principal } from './sessions.ts';
import type { WorkspaceState } from './state.ts';
import { changesWhomGuestSees, maySeeEvent, maySeeUser } from './visibility.ts';

/** One reader's open stream. */
interface OpenStream {
  readonly id: string;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  activity: 'active' | 'idle';
  /** Frames of the log that it was sent: a reader that has counted fewer has lost one. */
  frames: number;
  cancelHeartbeat: () => void;
}

type GoodbyeReason = EventOfType<'goodbye'>['data']['reason'];

const encoder = new TextEncoder();

/** Frames of a replay that are written in one piece. */
const REPLAY_FRAMES = 500;

const frameOf = (event: StreamEvent, id: number | null): string =>
  `event: ${event.type}\n${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`;

/** The event streams of one workspace (WHATWG HTML, section 9.2): hello, replay, live, and then what happens. */
export class EventStreams {
  readonly #state: WorkspaceState;
  readonly #clock: Clock;
  readonly #heartbeatMs: number | null;
  readonly #streams = new Set<OpenStream>();
  readonly #presence = new Map<UserId, PresenceState>();

  constructor(state: WorkspaceState, clock: Clock, heartbeatMs: number | null) {
    this.#state = state;
    this.#clock = clock;
    this.#heartbeatMs = heartbeatMs;
    state.log.onAppend((entry) => this.#deliver(entry));
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Everybody who is not offline. */
  get presence(): readonly Presence[] {
    return Array.from(this.#presence, ([userId, state]) => ({ userId, state }));
  }

  /** Opens a stream; ends with the signal. */
  open({ userId, sessionId }: Principal, cursor: string | null, signal: AbortSignal): Response {
    this.#state.person(userId);
    const position = cursor === null ? null : readCursor(this.#state, userId, cursor);
    let close = (): void => {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const stream: OpenStream = {
          id: createId(),
          userId,
          sessionId,
          controller,
          activity: 'active',
          frames: 0,
          cancelHeartbeat: () => {},
        };
        close = () => this.#forget(stream);
        signal.addEventListener('abort', () => this.#break(stream), { once: true });
        this.#begin(stream, position);
      },
      cancel: () => close(),
    });
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    });
  }

  #begin(stream: OpenStream, position: ReturnType<typeof readCursor> | null): void {
    const { log, now } = this.#state;
    this.#streams.add(stream);
    this.#write(stream, {
      type: 'hello',
      data: {
        connectionId: stream.id,
        epoch: log.epoch,
        cursorPrefix: cursorPrefix(this.#state, stream.userId),
        heartbeatSeconds: limits.heartbeatSeconds,
        serverTime: now(),
      },
    });
    if (typeof position === 'string') {
      this.#end(stream, { type: 'reset', data: { reason: position } });
      return;
    }
    const missed = position === null ? [] : log.after(position);
    const seen = missed.filter((entry) => maySeeEvent(this.#state, stream.userId, entry));
    stream.frames = seen.length;
    // In pieces, as a server writes what a reader has missed.
    for (let at = 0; at < seen.length; at += REPLAY_FRAMES)
      this.#send(
        stream,
        seen
          .slice(at, at + REPLAY_FRAMES)
          .map(({ event }) => frameOf(event, event.seq))
          .join(''),
      );
    this.#write(stream, { type: 'live', data: { seq: log.head, replayed: stream.frames } });
    const others = this.presence.filter(({ userId }) => maySeeUser(this.#state, stream.userId, userId));
    this.#write(stream, { type: 'presence', data: { changes: others, complete: true } });
    this.presenceChanged(stream.userId);
    this.#scheduleHeartbeat(stream);
  }

  #scheduleHeartbeat(stream: OpenStream): void {
    if (this.#heartbeatMs === null) return;
    stream.cancelHeartbeat = this.#clock.after(this.#heartbeatMs, () => {
      this.#beat(stream);
      this.#scheduleHeartbeat(stream);
    });
  }

  #beat(stream: OpenStream): void {
    this.#write(stream, {
      type: 'heartbeat',
      data: { seq: this.#state.log.head, frames: stream.frames },
    });
  }

  /** Sends every reader a heartbeat, beyond those that come by themselves. */
  heartbeat(): void {
    for (const stream of this.#streams) this.#beat(stream);
  }

  /** Sends something that is not of the log. */
  tell(event: EphemeralEvent | ControlEvent, isFor: (reader: UserId) => boolean = () => true): void {
    for (const stream of this.#streams) if (isFor(stream.userId)) this.#write(stream, event);
  }

  /** Ends the streams of a session, or all of them, with the reason. */
  goodbye(reason: GoodbyeReason, retryAfterSeconds: number, only?: SessionId): void {
    for (const stream of [...this.#streams])
      if (only === undefined || stream.sessionId === only)
        this.#end(stream, { type: 'goodbye', data: { reason, retryAfterSeconds } });
  }

  /** Breaks all connections, as a power cut does. */
  breakAll(): void {
    for (const stream of [...this.#streams]) this.#break(stream);
  }

  setActivity(userId: UserId, connectionId: string, activity: 'active' | 'idle'): void {
    for (const stream of this.#streams)
      if (stream.id === connectionId && stream.userId === userId) stream.activity = activity;
    this.presenceChanged(userId);
  }

  /** Somebody's devices or their wish have changed: tells how they are shown now. */
  presenceChanged(userId: UserId): void {
    const devices = [...this.#streams].filter((stream) => stream.userId === userId);
    const availability = this.#state.people.get(userId)?.settings.availability ?? 'auto';
    const seen = devices.some(({ activity }) => activity === 'active') ? 'online' : 'away';
    const state: PresenceState =
      devices.length === 0 || availability === 'invisible'
        ? 'offline'
        : availability === 'auto'
          ? seen
          : availability;
    if (state === (this.#presence.get(userId) ?? 'offline')) return;
    if (state === 'offline') this.#presence.delete(userId);
    else this.#presence.set(userId, state);
    this.tell({ type: 'presence', data: { changes: [{ userId, state }] } }, (reader) =>
      maySeeUser(this.#state, reader, userId),
    );
  }

  #deliver(entry: LogEntry): void {
    for (const stream of [...this.#streams]) {
      if (maySeeEvent(this.#state, stream.userId, entry)) this.#writeLogged(stream, entry);
      if (changesWhomGuestSees(this.#state, stream.userId, entry.event))
        this.#end(stream, { type: 'goodbye', data: { reason: 'access_changed', retryAfterSeconds: 0 } });
    }
  }

  #writeLogged(stream: OpenStream, { event }: LogEntry): void {
    stream.frames += 1;
    this.#send(stream, frameOf(event, event.seq));
  }

  #write(stream: OpenStream, event: EphemeralEvent | ControlEvent): void {
    this.#send(stream, frameOf(event, null));
  }

  #send(stream: OpenStream, text: string): void {
    if (this.#streams.has(stream)) stream.controller.enqueue(encoder.encode(text));
  }

  #end(stream: OpenStream, last: ControlEvent): void {
    if (!this.#streams.has(stream)) return;
    this.#write(stream, last);
    stream.controller.close();
    this.#forget(stream);
  }

  #break(stream: OpenStream): void {
    if (!this.#streams.has(stream)) return;
    stream.controller.error(new TypeError('terminated'));
    this.#forget(stream);
  }

  #forget(stream: OpenStream): void {
    if (!this.#streams.delete(stream)) return;
    stream.cancelHeartbeat();
    this.presenceChanged(stream.userId);
  }
}
