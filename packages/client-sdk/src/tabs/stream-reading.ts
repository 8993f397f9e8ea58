import type { SessionId } from '@fechatter/protocol';
import type { Transport, TransportHandlers, TransportRequest } from '../connection/transport.ts';
import type { ApiFailure } from '../errors/api-error.ts';
import type { ChatError } from '../errors/chat-error.ts';
import type { Scope } from '../scope/scope.ts';
import type { RecentFrames } from './recent-frames.ts';
import type { StreamNews, TabId } from './stream-news.ts';
import { StreamPlace } from './stream-place.ts';

/** A tab waits so long for the leader's stream before it has one of its own meanwhile (T6). */
const PATIENCE_MS = 5_000;

interface Parts {
  readonly tab: TabId;
  readonly request: TransportRequest;
  readonly handlers: TransportHandlers;
  /** Ends when the stream is given up, or is the tab's to lead. */
  readonly scope: Scope;
  readonly recent: RecentFrames;
  /** The way to have a stream of the tab's own until it can share the leader's. */
  readonly own: Transport;
  readonly tell: (news: StreamNews) => void;
  readonly attach: (cursor: string) => void;
  readonly sessionId: () => SessionId | null;
  readonly toError: (message: string, failure: ApiFailure | null) => ChatError;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One stream of a tab that does not lead: the leader's frames. While these do not reach it, because it is too far
 * behind or the leader has no stream, it has a stream of its own, and leaves that once it has joined the leader's:
 * nothing lies between the two, and what both bring is taken once (T4).
 */
export class StreamReading {
  readonly #parts: Parts;
  readonly #place: StreamPlace;
  /** Whose frames are taken; null as long as they are had otherwise or not at all. */
  #leader: { readonly tab: TabId; readonly sessionId: SessionId | null } | null = null;
  #own: Scope | null = null;
  readonly #endPatience: () => void;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#place = new StreamPlace(parts.request.cursor);
    this.#endPatience = parts.scope.after(PATIENCE_MS, () => this.#goAlone());
    parts.scope.add(() => parts.tell({ type: 'detach', tab: parts.tab }));
    this.attach();
  }

  /** Asks the leader for what comes after here. */
  attach(): void {
    if (this.#leader === null) this.#parts.attach(this.#place.cursor);
  }

  /** Whether it has nothing yet. */
  get isWaiting(): boolean {
    return this.#leader === null && this.#own === null;
  }

  heard(news: StreamNews): void {
    switch (news.type) {
      case 'attached':
        if (news.tab === this.#parts.tab && this.#leader === null) this.#join(news);
        break;
      case 'behind':
        if (news.tab === this.#parts.tab) this.#goAlone();
        break;
      case 'live':
        this.attach();
        break;
      case 'frames':
        if (news.leader === this.#leader?.tab) this.#give(this.#place.share(news.frames, news.position));
        break;
      case 'ended':
        if (news.leader === this.#leader?.tab || this.isWaiting) this.#fail(news.failure);
        break;
      case 'leads':
        if (this.#leader !== null && news.leader !== this.#leader.tab) this.#fail(null);
        break;
      case 'attach':
      case 'detach':
      case 'activity':
      case 'hurry':
        // For the leader.
        break;
    }
  }

  #join({ leader, sessionId, frames, position }: Extract<StreamNews, { type: 'attached' }>): void {
    this.#endPatience();
    this.#leader = { tab: leader, sessionId };
    const own = this.#own;
    this.#own = null;
    own?.dispose();
    this.#give(this.#place.join(frames, position));
  }

  #give(frames: ReturnType<StreamPlace['share']>): void {
    const { handlers, recent, scope, sessionId } = this.#parts;
    // The session that was ended is the leader's, which may be another one of the same person (T8).
    const isOurs = this.#leader?.sessionId === sessionId();
    if (!isOurs && frames.some(({ event }) => event?.type === 'goodbye' && isRevoked(event.data))) {
      this.#fail(null);
      return;
    }
    if (scope.signal.aborted) return;
    recent.add(frames);
    handlers.heard();
    handlers.frames(frames);
  }

  #goAlone(): void {
    const { request, handlers, scope, own, recent, resolve, reject } = this.#parts;
    if (this.#own !== null || this.#leader !== null || scope.signal.aborted) return;
    this.#endPatience();
    const alone = scope.child();
    this.#own = alone;
    const isAlone = (): boolean => this.#own === alone;
    own
      .open({ ...request, cursor: this.#place.cursor }, alone.signal, {
        ...handlers,
        frames: (frames) => {
          this.#place.took(frames);
          recent.add(frames);
          handlers.frames(frames);
          const isUpToDate = frames.some(
            ({ event }) => event?.type === 'live' || event?.type === 'heartbeat',
          );
          if (isUpToDate && isAlone()) this.attach();
        },
      })
      .then(
        () => isAlone() && resolve(),
        (error: unknown) => isAlone() && reject(error),
      );
  }

  #fail(failure: ApiFailure | null): void {
    this.#parts.reject(this.#parts.toError('The tab that held the stream ended it', failure));
  }
}

const isRevoked = ({ reason }: { readonly reason: string }): boolean => reason === 'session_revoked';
