import {
  createId,
  limits,
  type ChannelId,
  type ControlEvent,
  type SessionId,
  type UserId,
} from '@fechatter/protocol';
import type { Audience } from '../event-log/events.ts';
import { Backlog } from './backlog.ts';
import { plainFrame, type Frame } from './frames.ts';
import type { ReaderState } from './reader-states.ts';
import type { Sink } from './sink.ts';

/** Bytes that may wait for one reader. A reader further behind is cut off, and resumes from its cursor. */
const BACKLOG_LIMIT = 1_048_576;

/** Bytes of a replay that are written in one piece. */
const REPLAY_WRITE = 262_144;
/** A reader that has taken nothing for so long is gone, whatever its socket says. */
const STALLED_MS = 30_000;

export type GoodbyeReason = Extract<ControlEvent, { type: 'goodbye' }>['data']['reason'];

/** The last frame of a stream that the server ends. */
export const goodbye = (reason: GoodbyeReason, retryAfterSeconds: number): ControlEvent => ({
  type: 'goodbye',
  data: { reason, retryAfterSeconds },
});

let nextTurn = 0;

/** One open event stream: who reads, what they may see, and what waits for them. */
export class Connection {
  readonly id: string = createId();
  /** In which second of the heartbeat's round it is this one's turn. */
  readonly turn = nextTurn++ % limits.heartbeatSeconds;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** The channels whose events this reader gets: the membership as far as the log has been delivered. */
  readonly channels: Set<ChannelId>;
  /** Until when this reader is silenced, in those of the channels where they are. */
  readonly silenced: Map<ChannelId, Date>;
  /** The people whose news a guest may get, and in how many channels they meet; null for everybody else, who may get all. */
  readonly visibleUsers: Map<UserId, number> | null;
  /** Events up to this seq are behind this reader already: replayed, or part of the snapshot that it starts from. */
  from = 0;
  /** Whether the replay is over and the reader among the others. Before, a heartbeat would move the cursor past what is still to come. */
  live = false;
  /** Whether this device is in use. */
  activity: 'active' | 'idle' = 'active';
  readonly #sink: Sink;
  readonly #onClose: () => void;
  #backlog = Backlog.root();
  #draining = false;
  #closed = false;
  #blockedAt = 0;
  /** Logged frames written so far: what the heartbeat tells, so that a lost one is noticed. */
  #frames = 0;
  #onIdle: () => void = () => undefined;

  constructor(
    reader: { readonly userId: UserId; readonly sessionId: SessionId },
    sees: Pick<ReaderState, 'channels' | 'silenced' | 'visibleUsers'>,
    sink: Sink,
    onClose: () => void,
  ) {
    this.userId = reader.userId;
    this.sessionId = reader.sessionId;
    this.channels = new Set(sees.channels);
    this.silenced = new Map(sees.silenced);
    this.visibleUsers = sees.visibleUsers && new Map(sees.visibleUsers);
    this.#sink = sink;
    this.#onClose = onClose;
    sink.onDrain(() => {
      this.#draining = false;
      this.flush();
      this.#onIdle();
    });
    sink.onClose(() => this.#close());
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether everything that was queued has been handed on. */
  get idle(): boolean {
    return this.#backlog.length === 0 && !this.#draining;
  }

  /** The rule of visibility, the same as for a read. */
  maySee(audience: Audience, subject: UserId | null): boolean {
    switch (audience.to) {
      case 'workspace':
        return this.visibleUsers === null || subject === null || this.visibleUsers.has(subject);
      case 'channel':
        return this.channels.has(audience.channelId);
      case 'channel-and-user':
        return audience.userId === this.userId || this.channels.has(audience.channelId);
      case 'user':
        return audience.userId === this.userId;
    }
  }

  /**
   * Queues a frame. True when the caller has to see to a flush.
   *
   * @param root - Where readers start for whom nothing waits: those who start together share their bytes.
   */
  queue(frame: Frame, logged: boolean, root: Backlog): boolean {
    if (this.#closed) return false;
    const wasEmpty = this.#backlog.length === 0;
    this.#backlog = (wasEmpty ? root : this.#backlog).after(frame, logged);
    if (this.#backlog.length > BACKLOG_LIMIT) {
      this.goodbye('too_slow', 0);
      return false;
    }
    return wasEmpty && !this.#draining;
  }

  /** Writes what waits, in one call. */
  flush(): void {
    if (this.#closed || this.#draining || this.#backlog.length === 0) return;
    const backlog = this.#backlog;
    this.#backlog = Backlog.root();
    this.#frames += backlog.logged;
    this.#block(this.#sink.write(backlog.bytes()));
  }

  /** Resolves when everything queued was handed on, or the stream has ended. For a replay, which must not outrun its reader. */
  async drained(): Promise<void> {
    this.flush();
    while (!this.#closed && !this.idle) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      this.flush();
    }
  }

  /** Writes a frame at once, ahead of the backlog: the first one. */
  write(frame: Frame): void {
    if (this.#closed) return;
    this.#block(this.#sink.write(frame));
  }

  /** Queues a frame of a replay, and waits when much has gathered. `root`: as in {@link Connection.queue}. */
  async replay(frame: Frame, root = Backlog.root()): Promise<void> {
    this.queue(frame, true, root);
    if (this.#backlog.length > REPLAY_WRITE) await this.drained();
  }

  /** Cuts off a reader that takes nothing any more. */
  checkStalled(now: number): void {
    if (this.#draining && now - this.#blockedAt > STALLED_MS) this.goodbye('too_slow', 0);
  }

  /** Sends a heartbeat. Where something waits to be sent none is needed, and a reader that takes nothing gets none: its watchdog is right. */
  heartbeat(seq: number): void {
    if (!this.idle) return;
    this.#block(this.#sink.write(plainFrame({ type: 'heartbeat', data: { seq, frames: this.#frames } })));
  }

  /** Sends what waits, as far as the reader takes it, tells why, and ends the stream. */
  leave(reason: GoodbyeReason): void {
    this.flush();
    this.goodbye(reason, 0);
  }

  /** Tells why, and ends the stream. Nothing that still waits is sent: the reader has its cursor. */
  goodbye(reason: GoodbyeReason, retryAfterSeconds: number): void {
    this.finish(goodbye(reason, retryAfterSeconds));
  }

  /** Sends a last frame and ends the stream. */
  finish(last: ControlEvent): void {
    if (this.#closed) return;
    this.#sink.write(plainFrame(last));
    this.#sink.end();
    this.#close();
  }

  #block(goOn: boolean): void {
    if (goOn) return;
    if (!this.#draining) this.#blockedAt = Date.now();
    this.#draining = true;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#backlog = Backlog.root();
    this.#onIdle();
    this.#onClose();
  }
}
