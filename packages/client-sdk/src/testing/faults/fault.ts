import type { ErrorCode, EventOfType } from '@fechatter/protocol';
import type { AnyRoute } from '../route.ts';

/** What may befall a request and its answer. */
export type RequestFault =
  /** The request does not reach the server. */
  | { readonly kind: 'lose-request' }
  /** The server does what it was asked, and its answer does not come back. */
  | { readonly kind: 'lose-answer' }
  /** Nothing ever comes back, and the connection does not break either. The request was not done. */
  | { readonly kind: 'no-answer' }
  /** The request takes this many milliseconds of the clock to reach the server. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The request reaches the server twice, the second time this many milliseconds later (0 if left out). */
  | { readonly kind: 'duplicate'; readonly milliseconds?: number }
  /** The request is held back until the next one of the rule has been answered, or for this many milliseconds at most (1,000 if left out). */
  | { readonly kind: 'reorder'; readonly milliseconds?: number }
  /** The server is not asked, and this error answers: `rate_limited`, `internal`, `token_expired`, ... */
  | { readonly kind: 'refuse'; readonly code: ErrorCode; readonly retryAfter?: number };

/** What may befall one frame of an event stream, and the stream with it. */
export type StreamFault =
  /** The connection breaks instead of bringing the frame. */
  | { readonly kind: 'break' }
  /** The stream ends instead of bringing the frame, as when a proxy accepts and then closes. */
  | { readonly kind: 'close' }
  /** From here on nothing comes any more, and the connection does not break: half open. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'drop-frame' }
  | { readonly kind: 'duplicate-frame' }
  /** The frame comes after the one that follows it. */
  | { readonly kind: 'reorder-frames' }
  /** Before the frame comes one that is not of the protocol. */
  | { readonly kind: 'malformed-frame' }
  /** Before the frame comes an event of a type that no client knows. */
  | { readonly kind: 'unknown-event' }
  /** The stream ends with a `reset`: the log is another one, the reader too far behind, ... */
  | { readonly kind: 'reset'; readonly reason?: EventOfType<'reset'>['data']['reason'] };

export type Fault = RequestFault | StreamFault;
export type FaultKind = Fault['kind'];

interface Occasions {
  /** How many it spares before it begins. By default none. */
  readonly skip?: number;
  /** How many it befalls at most. By default as many as come. */
  readonly times?: number;
  /** The chance with which it befalls each, by the seed. By default 1. */
  readonly probability?: number;
}

/** When something goes wrong, and how. Of several rules that fit, the one added last counts. */
export type FaultRule =
  | (Occasions & {
      /** The routes whose requests it befalls; all when left out. */
      readonly route?: AnyRoute | readonly AnyRoute[];
      readonly frame?: never;
      readonly fault: RequestFault;
    })
  | (Occasions & {
      /** Looks at a frame: its type, `hello` and `heartbeat` too. By default all. */
      readonly frame?: (type: string) => boolean;
      readonly route?: never;
      readonly fault: StreamFault;
    });

/** One fault that happened. */
export interface FaultRecord {
  readonly kind: FaultKind | 'offline';
  readonly route: AnyRoute | null;
  /** When, by the clock. */
  readonly at: number;
}
