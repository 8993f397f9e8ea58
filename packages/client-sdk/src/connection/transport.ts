import type { StreamEvent, WorkspaceId } from '@fechatter/protocol';

/** One event as it came, with its place in the log when it has one. */
export interface StreamFrame {
  /** The id that a cursor is made of; null for events that are not of the log. */
  readonly id: number | null;
  /** Null when it is of a type that this client does not know: it counts, and moves the cursor. */
  readonly event: StreamEvent | null;
}

export interface TransportRequest {
  readonly workspaceId: WorkspaceId;
  /** The stream goes on after this. */
  readonly cursor: string;
  readonly accessToken: string;
}

export interface TransportHandlers {
  /** Something came, if only a sign of life. */
  heard(): void;
  /** Events that came together, in their order. */
  frames(frames: readonly StreamFrame[]): void;
  /** Something came that is no event of the protocol. It is left out; the stream goes on. */
  malformed(error: unknown): void;
}

/**
 * A way to have the events of a workspace. One call of `open` is one connection, without any retry:
 * when and whether to connect again is decided by the connection machine alone.
 */
export interface Transport {
  /**
   * Connects and hands on what comes. Resolves when the server ended the stream; rejects with a
   * {@link ChatError} when it could not be had or broke. After `signal` is aborted it calls no handler any
   * more and lets go of the connection.
   */
  open(request: TransportRequest, signal: AbortSignal, handlers: TransportHandlers): Promise<void>;
  /** The person wants a try at once: for a transport whose stream depends on somebody else's try. */
  retryNow?(): void;
}
