/**
 * The connection as a pure machine: `transition(state, event, at)` gives the next state and what is to be
 * done. It keeps no clock and no randomness; both come with each event. The rules C1 to C15 stand in SPEC.md.
 */
import type { ChatError } from '../errors/chat-error.ts';
import { backoff } from '../http/backoff.ts';
import type { ConnectionReason } from './api.ts';

/** Two tries are at least this far apart (C5). */
export const APART_MS = 1_000;
/** A connection that was live for this long counts as stable (C8). */
export const STABLE_MS = 10_000;
/** A server may ask for a longer wait than this, and is not believed (C7). */
export const LONGEST_WAIT_MS = 300_000;
/** After the stream was asked for, its first frame has to come within this time (C10). */
export const HELLO_MS = 15_000;

/** What a failed or ended connection means. */
export type Failure =
  /** Another try may help. `waitMs`: the server asked to wait so long, `spread` or a random part of it. */
  | {
      readonly kind: 'retry';
      readonly reason: ConnectionReason;
      readonly error: ChatError | null;
      readonly waitMs: number;
      readonly spread: boolean;
    }
  /** No try can help. */
  | { readonly kind: 'end'; readonly reason: ConnectionReason; readonly error: ChatError | null };

export type MachineState =
  /** `wanted`: the application has not asked to be disconnected, so a sign-in or another workspace starts it again (C3). */
  | {
      readonly status: 'disconnected';
      readonly reason: ConnectionReason;
      readonly error: ChatError | null;
      readonly wanted: boolean;
    }
  /** `failures`: tries that failed since the last stable connection. `triedAt`: when this try began. `answerBy`: when the first frame is due. */
  | {
      readonly status: 'connecting';
      readonly reason: ConnectionReason;
      readonly failures: number;
      readonly triedAt: number;
      readonly answerBy: number | null;
    }
  /** `since`: when the wait began. `notBefore`: until then nothing but the application makes it try (C7). */
  | {
      readonly status: 'waiting';
      readonly since: number;
      readonly reason: ConnectionReason;
      readonly error: ChatError | null;
      readonly failures: number;
      readonly retryAt: number;
      readonly notBefore: number;
    }
  | {
      readonly status: 'replaying';
      readonly failures: number;
      readonly triedAt: number;
      readonly heardAt: number;
      readonly silenceMs: number;
    }
  | {
      readonly status: 'live';
      readonly failures: number;
      readonly triedAt: number;
      readonly heardAt: number;
      readonly silenceMs: number;
      readonly since: number;
    };

export type MachineEvent =
  /** The application asks to be connected. */
  | { readonly type: 'connect' }
  /** The application asks not to be. */
  | { readonly type: 'disconnect' }
  /** The application asks for a try at once. */
  | { readonly type: 'retry-now' }
  /** Somebody signed in. */
  | { readonly type: 'sign-in' }
  /** The session ended: by the person's wish (`error` null) or otherwise. */
  | { readonly type: 'sign-out'; readonly error: ChatError | null }
  /** The stream was asked for. */
  | { readonly type: 'asked' }
  /** The first frame came. The connection counts as dead after so much silence. */
  | { readonly type: 'opened'; readonly silenceMs: number }
  /** The replay is over. */
  | { readonly type: 'caught-up' }
  /** Something came, if only a comment. */
  | { readonly type: 'heard' }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** The time that `deadline` named has come. */
  | { readonly type: 'due' }
  /** The network is back, or the page is shown again. */
  | { readonly type: 'wake' }
  | { readonly type: 'offline' }
  /** The page was left. It may come back, with a `wake`. */
  | { readonly type: 'leave' };

/** `open`: begin a try, ending any other. `close`: end the try or connection there is. */
export type Effect = 'open' | 'close';

export interface Step {
  readonly state: MachineState;
  readonly effects: readonly Effect[];
}

/** When it is, and the luck of the draw: a number in [0, 1). */
export interface Moment {
  readonly now: number;
  readonly random: number;
}

export const initialState: MachineState = {
  status: 'disconnected',
  reason: 'not-started',
  error: null,
  wanted: false,
};

type Status = MachineState['status'];
type StateOf<S extends Status> = Extract<MachineState, { status: S }>;
type EventOf<E extends MachineEvent['type']> = Extract<MachineEvent, { type: E }>;
/** One cell for every state and event: a missing one does not compile. */
type Table = {
  readonly [S in Status]: {
    readonly [E in MachineEvent['type']]: (state: StateOf<S>, event: EventOf<E>, at: Moment) => Step;
  };
};
type Open = StateOf<'connecting' | 'replaying' | 'live'>;

const stay = (state: MachineState): Step => ({ state, effects: [] });

const stop = (reason: ConnectionReason, error: ChatError | null = null, wanted = false): Step => ({
  state: { status: 'disconnected', reason, error, wanted },
  effects: ['close'],
});

const signedOut = (error: ChatError | null): Step =>
  stop(error === null ? 'signed-out' : 'session-ended', error, true);

const begin = (reason: ConnectionReason, failures: number, at: Moment): Step => ({
  state: { status: 'connecting', reason, failures, triedAt: at.now, answerBy: null },
  effects: ['open'],
});

/** C5 to C7: when to try again. */
function retry(state: Open, failure: Extract<Failure, { kind: 'retry' }>, at: Moment): Step {
  const failures = stableBy(state, at.now) ? 1 : state.failures + 1;
  // C5: the first retry comes at once, later ones after a random wait; C6: never sooner than a second after the last try.
  const jitter = failures === 1 ? 0 : backoff(failures - 1, at.random);
  const asked = Math.min(failure.waitMs, LONGEST_WAIT_MS);
  // A clock that was set back has the last try in the future.
  const triedAt = Math.min(state.triedAt, at.now);
  const notBefore = Math.max(triedAt + APART_MS, at.now + (failure.spread ? asked * at.random : asked));
  return {
    state: {
      status: 'waiting',
      since: at.now,
      reason: failure.reason,
      error: failure.error,
      failures,
      retryAt: Math.max(at.now + jitter, notBefore),
      notBefore,
    },
    effects: ['close'],
  };
}

const stableBy = (state: MachineState, now: number): boolean =>
  state.status === 'live' && now - state.since >= STABLE_MS;

const fail = (state: Open, { failure }: EventOf<'failed'>, at: Moment): Step =>
  failure.kind === 'end' ? stop(failure.reason, failure.error, true) : retry(state, failure, at);

const lose = (state: Open, reason: ConnectionReason, at: Moment): Step =>
  retry(state, { kind: 'retry', reason, error: null, waitMs: 0, spread: false }, at);

/** Whether a time has come. A clock that was set back to before the wait began says so, too: nobody knows how long it would be otherwise. */
const hasCome = (time: number, since: number, at: Moment): boolean => at.now >= time || at.now < since;

/** C10: silence is judged by the time that went by, never by a timer having fired. A clock that was set back starts it anew. */
function listen(state: StateOf<'replaying' | 'live'>, at: Moment): Step {
  const silent = at.now - state.heardAt;
  if (silent < 0) return stay({ ...state, heardAt: at.now });
  if (silent >= state.silenceMs) return lose(state, 'heartbeat-missed', at);
  // C8: the counter of failures starts anew once the connection is stable.
  return stableBy(state, at.now) && state.failures > 0 ? stay({ ...state, failures: 0 }) : stay(state);
}

const hear = (state: StateOf<'replaying' | 'live'>, at: Moment): Step => stay({ ...state, heardAt: at.now });

/** C15: a page in the back-forward cache holds no connection and does not try for one. */
const leave = (state: Open | StateOf<'waiting'>, at: Moment): Step => ({
  state: {
    status: 'waiting',
    since: at.now,
    reason: 'page-left',
    error: null,
    failures: stableBy(state, at.now) ? 0 : state.failures,
    retryAt: Infinity,
    notBefore: state.status === 'waiting' ? state.notBefore : state.triedAt + APART_MS,
  },
  effects: ['close'],
});

const running = {
  disconnect: () => stop('stopped'),
  'sign-out': (_: Open | StateOf<'waiting'>, event: EventOf<'sign-out'>) => signedOut(event.error),
  connect: stay,
  'sign-in': stay,
  leave: (state: Open | StateOf<'waiting'>, _: EventOf<'leave'>, at: Moment) => leave(state, at),
} as const;

const table: Table = {
  disconnected: {
    connect: (state, _, at) => begin(state.reason, 0, at),
    'retry-now': (state, _, at) => (state.wanted ? begin(state.reason, 0, at) : stay(state)),
    'sign-in': (state, _, at) => (state.wanted ? begin(state.reason, 0, at) : stay(state)),
    disconnect: (state) =>
      state.reason === 'not-started'
        ? stay(state)
        : stay({ status: 'disconnected', reason: 'stopped', error: null, wanted: false }),
    'sign-out': (state, event) => (state.wanted ? signedOut(event.error) : stay(state)),
    asked: stay,
    opened: stay,
    'caught-up': stay,
    heard: stay,
    failed: stay,
    due: stay,
    wake: stay,
    offline: stay,
    leave: stay,
  },
  connecting: {
    ...running,
    'retry-now': stay,
    asked: (state, _, at) => stay({ ...state, answerBy: at.now + HELLO_MS }),
    opened: (state, event, at) =>
      stay({
        status: 'replaying',
        failures: state.failures,
        triedAt: state.triedAt,
        heardAt: at.now,
        silenceMs: event.silenceMs,
      }),
    'caught-up': stay,
    heard: stay,
    failed: fail,
    due: (state, _, at) =>
      state.answerBy !== null && hasCome(state.answerBy, state.triedAt, at)
        ? lose(state, 'network', at)
        : stay(state),
    // C9: a network that has just come back may have left this try behind; its own time limit ends it.
    wake: stay,
    offline: (state, _, at) => lose(state, 'offline', at),
  },
  waiting: {
    ...running,
    'retry-now': (state, _, at) => begin(state.reason, state.failures, at),
    asked: stay,
    opened: stay,
    'caught-up': stay,
    heard: stay,
    failed: stay,
    due: (state, _, at) =>
      hasCome(state.retryAt, state.since, at) ? begin(state.reason, state.failures, at) : stay(state),
    wake: (state, _, at) =>
      hasCome(state.notBefore, state.since, at)
        ? begin(state.reason, state.failures, at)
        : stay({ ...state, retryAt: state.notBefore }),
    offline: (state) => stay({ ...state, reason: 'offline' }),
  },
  replaying: {
    ...running,
    'retry-now': stay,
    asked: stay,
    opened: stay,
    'caught-up': (state, _, at) => stay({ ...state, status: 'live', heardAt: at.now, since: at.now }),
    heard: (state, _, at) => hear(state, at),
    failed: fail,
    due: (state, _, at) => listen(state, at),
    wake: (state, _, at) => listen(state, at),
    offline: (state, _, at) => lose(state, 'offline', at),
  },
  live: {
    ...running,
    'retry-now': stay,
    asked: stay,
    opened: stay,
    'caught-up': stay,
    heard: (state, _, at) => hear(state, at),
    failed: fail,
    due: (state, _, at) => listen(state, at),
    wake: (state, _, at) => listen(state, at),
    offline: (state, _, at) => lose(state, 'offline', at),
  },
};

/** The next state, and what is to be done. Pure. */
export function transition(state: MachineState, event: MachineEvent, at: Moment): Step {
  const cell = table[state.status][event.type] as (
    state: MachineState,
    event: MachineEvent,
    at: Moment,
  ) => Step;
  return cell(state, event, at);
}

/** When the machine wants a `due`; null when it waits for something else than time. */
export function deadline(state: MachineState): number | null {
  switch (state.status) {
    case 'disconnected':
      return null;
    case 'connecting':
      return state.answerBy;
    case 'waiting':
      return state.retryAt === Infinity ? null : state.retryAt;
    case 'replaying':
      return state.heardAt + state.silenceMs;
    case 'live':
      return Math.min(
        state.heardAt + state.silenceMs,
        state.failures > 0 ? state.since + STABLE_MS : Infinity,
      );
  }
}
