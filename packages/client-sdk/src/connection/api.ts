import type { ChatError } from '../errors/chat-error.ts';
import type { ReadableStore } from '../store/store.ts';

/** Why there is no live connection. */
export type ConnectionReason =
  | 'not-started'
  | 'stopped'
  | 'signed-out'
  | 'offline'
  /** The page was left, perhaps for the back-forward cache: it connects when it comes back. */
  | 'page-left'
  | 'network'
  | 'server'
  | 'heartbeat-missed'
  | 'frame-lost'
  | 'server-stopping'
  | 'too-slow'
  | 'rate-limited'
  | 'reset'
  | 'session-ended'
  | 'removed'
  | 'forbidden';

export type ConnectionState =
  /** Not connected and not trying. `disconnect()`, sign-out and errors that no retry can mend end here. */
  | { readonly status: 'disconnected'; readonly reason: ConnectionReason; readonly error: ChatError | null }
  /** Trying for the first time, or again. */
  | { readonly status: 'connecting'; readonly reason: ConnectionReason; readonly attempt: number }
  /** Waiting before the next try. `retryAt` is infinite while nothing but the page's coming back begins one. */
  | {
      readonly status: 'waiting';
      readonly reason: ConnectionReason;
      readonly attempt: number;
      readonly retryAt: number;
      readonly error: ChatError | null;
    }
  /** Connected, and catching up with what was missed. */
  | { readonly status: 'replaying' }
  /** Connected and up to date. */
  | { readonly status: 'live' };

export interface ConnectionClient {
  readonly store: ReadableStore<ConnectionState>;
  /** Starts, and keeps on trying until there is a connection. Resolves when live; rejects only when no retry could help or on `disconnect()`. Safe to call again. */
  connect(): Promise<void>;
  disconnect(): void;
  /** Tries at once instead of waiting for the next turn. */
  retryNow(): void;
}
