import type { EphemeralEvent, LoggedEvent, WorkspaceId } from '@fechatter/protocol';
import { isTokenRefused } from '../auth/api-client.ts';
import type { SessionKeeper } from '../auth/session-keeper.ts';
import type { Environment } from '../environment/environment.ts';
import { AbortedError } from '../errors/aborted-error.ts';
import { ApiError } from '../errors/api-error.ts';
import type { ChatError } from '../errors/chat-error.ts';
import { DisposedError } from '../errors/disposed-error.ts';
import { isApiError } from '../errors/guards.ts';
import { NetworkError } from '../errors/network-error.ts';
import { NotSignedInError } from '../errors/not-signed-in-error.ts';
import type { Scope } from '../scope/scope.ts';
import type { Batch } from '../store/batch.ts';
import type { WritableStore } from '../store/writable-store.ts';
import type { ConnectionClient, ConnectionState } from './api.ts';
import { failureOf, failureOfGoodbye } from './failure.ts';
import { deadline, initialState, transition, type MachineEvent, type MachineState } from './machine.ts';
import { StreamSession, type ControlEvent } from './stream-session.ts';
import type { StreamFrame, Transport } from './transport.ts';

/** Silence that is borne beyond two heartbeats (C10). */
const MARGIN_MS = 5_000;

/** What the connection keeps up to date. */
export interface SyncTarget {
  /** Where the stream goes on: a cursor that was reached, or that of a new snapshot. */
  prepare(signal: AbortSignal): Promise<{ readonly workspaceId: WorkspaceId; readonly cursor: string }>;
  apply(event: LoggedEvent | EphemeralEvent): void;
  /** Everything up to here has been applied. */
  reached(cursor: string): void;
  /** The cursor is of no use any more: the next `prepare` takes a new snapshot. */
  reset(): void;
  /** A connection stands; it is named for `presence.set`. */
  opened(connectionId: string): void;
}

interface Parts {
  readonly environment: Environment;
  readonly scope: Scope;
  readonly batch: Batch;
  readonly store: WritableStore<ConnectionState>;
  readonly session: SessionKeeper;
  readonly transport: Transport;
  readonly target: SyncTarget;
}

/** Runs the connection machine: feeds it what happens, and does what it says. */
export class Connection implements ConnectionClient {
  readonly store: WritableStore<ConnectionState>;
  readonly #parts: Parts;
  readonly #waiting = new Set<{
    readonly resolve: () => void;
    readonly reject: (error: ChatError) => void;
  }>();
  #state: MachineState = initialState;
  /** The try or connection there is; handlers of an older one find it changed and do nothing. */
  #attempt: AbortController | null = null;
  #timer: { readonly at: number; readonly cancel: () => void } | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.store = parts.store;
    const { scope, session, environment } = parts;
    session.onStart(() => this.#dispatch({ type: 'sign-in' }));
    session.onEnd((error) => this.#dispatch({ type: 'sign-out', error }));
    scope.add(
      environment.network.subscribe((change) => {
        // A page can only tell that the network went; that it is back is found by trying.
        this.#dispatch({ type: change === 'online' ? 'wake' : change });
      }),
    );
    scope.add(() => {
      this.#close();
      this.#timer?.cancel();
      for (const waiting of this.#waiting) waiting.reject(new DisposedError());
      this.#waiting.clear();
    });
  }

  connect(): Promise<void> {
    if (this.#parts.scope.signal.aborted) return Promise.reject(new DisposedError());
    this.#dispatch({ type: 'connect' });
    if (this.#state.status === 'live') return Promise.resolve();
    const connected = new Promise<void>((resolve, reject) => this.#waiting.add({ resolve, reject }));
    // Whoever follows the state instead need not look after the promise.
    connected.catch(() => {});
    return connected;
  }

  disconnect(): void {
    this.#dispatch({ type: 'disconnect' });
  }

  retryNow(): void {
    this.#parts.transport.retryNow?.();
    this.#dispatch({ type: 'retry-now' });
  }

  /** Something tells that a try may be worth while now. */
  wake(): void {
    this.#dispatch({ type: 'wake' });
  }

  /** Looks at the clock: the timers of a page that nobody sees are late. */
  check(): void {
    this.#dispatch({ type: 'due' });
  }

  /** Begins anew with what `prepare` gives now, if there is or should be a connection: another workspace was opened. */
  restart(): void {
    if (this.#state.status === 'disconnected' && !this.#state.wanted) return;
    this.#transition({ type: 'disconnect' });
    this.#dispatch({ type: 'connect' });
  }

  #transition(event: MachineEvent): void {
    const { environment } = this.#parts;
    const { state, effects } = transition(this.#state, event, {
      now: environment.clock.now(),
      random: environment.random(),
    });
    this.#state = state;
    for (const effect of effects) {
      this.#close();
      if (effect === 'open') this.#open();
    }
  }

  #dispatch(event: MachineEvent): void {
    if (this.#parts.scope.signal.aborted) return;
    this.#transition(event);
    this.#arm();
    const state = this.#state;
    if (event.type === 'heard') return;
    // Listeners may call any method of this: all of it is up to date before they are called.
    this.#parts.batch.run(() => {
      publish(this.store, state);
      if (state.status === 'live') this.#settle(({ resolve }) => resolve());
      if (state.status === 'disconnected') {
        const error =
          state.error ??
          (state.reason === 'signed-out'
            ? new NotSignedInError()
            : new AbortedError(`Not connected: ${state.reason}`));
        this.#settle(({ reject }) => reject(error));
      }
    });
  }

  #settle(
    settle: (waiting: { readonly resolve: () => void; readonly reject: (error: ChatError) => void }) => void,
  ): void {
    const all = [...this.#waiting];
    this.#waiting.clear();
    all.forEach(settle);
  }

  /** Sets the timer for the machine's deadline. One that is set for earlier does: it finds nothing due, and is set again. */
  #arm(): void {
    const at = deadline(this.#state);
    if (this.#timer !== null && at !== null && this.#timer.at <= at) return;
    this.#timer?.cancel();
    this.#timer = null;
    if (at === null) return;
    const wait = Math.max(0, at - this.#parts.environment.clock.now());
    this.#timer = {
      at,
      cancel: this.#parts.scope.after(wait, () => {
        this.#timer = null;
        this.#dispatch({ type: 'due' });
      }),
    };
  }

  #close(): void {
    const attempt = this.#attempt;
    this.#attempt = null;
    attempt?.abort();
  }

  #open(): void {
    const attempt = new AbortController();
    this.#attempt = attempt;
    void this.#run(attempt);
  }

  /** One try, and the connection that may come of it. */
  async #run(attempt: AbortController): Promise<void> {
    const { environment, target } = this.#parts;
    const { signal } = attempt;
    try {
      await this.#stream(signal);
      throw new NetworkError('The server ended the connection');
    } catch (error) {
      if (signal.aborted) return;
      if (isApiError(error, 'invalid_cursor')) target.reset();
      if (isApiError(error, 'session_revoked')) this.#parts.session.end(error);
      const failure = failureOf(error, environment.network.online());
      if (failure.kind === 'retry' && failure.error === null) environment.onError(error);
      this.#dispatch({ type: 'failed', failure });
    }
  }

  async #stream(signal: AbortSignal): Promise<void> {
    const { session, target, transport } = this.#parts;
    for (let again = false; ; again = true) {
      const accessToken = await session.accessToken();
      const { workspaceId, cursor } = await target.prepare(signal);
      signal.throwIfAborted();
      this.#dispatch({ type: 'asked' });
      const stream = new StreamSession(cursor);
      try {
        await transport.open({ workspaceId, cursor, accessToken }, signal, {
          heard: () => {
            if (!signal.aborted) this.#dispatch({ type: 'heard' });
          },
          frames: (frames) => {
            if (!signal.aborted) this.#parts.batch.run(() => this.#read(stream, frames, signal));
          },
          malformed: (error) => this.#parts.environment.onError(error),
        });
        return;
      } catch (error) {
        // C13: a refused token is renewed once; a second refusal is a failed try like any other.
        if (again || !isTokenRefused(error)) throw error;
        await session.renew(accessToken);
      }
    }
  }

  #read(stream: StreamSession, frames: readonly StreamFrame[], signal: AbortSignal): void {
    const { target, environment } = this.#parts;
    for (const frame of frames) {
      // An event or a control frame may have ended this connection.
      if (signal.aborted) return;
      const reading = stream.read(frame);
      if (reading.kind === 'event') {
        try {
          target.apply(reading.event);
        } catch (error) {
          // One faulty event does not stop the others.
          environment.onError(error);
        }
      }
      stream.applied(frame);
      target.reached(stream.cursor);
      if (reading.kind === 'control') this.#control(reading.event);
      if (reading.kind === 'lost') this.#lose('frame-lost');
    }
  }

  #control(event: ControlEvent): void {
    const { target, session } = this.#parts;
    switch (event.type) {
      case 'hello':
        this.#dispatch({ type: 'opened', silenceMs: event.data.heartbeatSeconds * 2_000 + MARGIN_MS });
        target.opened(event.data.connectionId);
        break;
      case 'live':
        this.#dispatch({ type: 'caught-up' });
        break;
      case 'heartbeat':
        break;
      case 'reset':
        target.reset();
        this.#lose('reset');
        break;
      case 'goodbye':
        if (event.data.reason === 'session_revoked') session.end(sessionRevoked());
        else this.#dispatch({ type: 'failed', failure: failureOfGoodbye(event) });
        break;
    }
  }

  /** Connects anew, from where the target now is. */
  #lose(reason: 'reset' | 'frame-lost'): void {
    this.#dispatch({
      type: 'failed',
      failure: { kind: 'retry', reason, error: null, waitMs: 0, spread: false },
    });
  }
}

const sessionRevoked = (): ApiError =>
  new ApiError({ code: 'session_revoked', status: 401, message: 'The session was ended', retryable: false });

/** Shows the machine's state to the application, when what it shows has changed. */
function publish(store: WritableStore<ConnectionState>, state: MachineState): void {
  const next = publicState(state);
  const current = store.get();
  const same = (Object.keys(next) as (keyof ConnectionState)[]).every((key) =>
    Object.is(next[key], current[key]),
  );
  if (!same || next.status !== current.status) store.set(next);
}

function publicState(state: MachineState): ConnectionState {
  switch (state.status) {
    case 'disconnected':
      return { status: 'disconnected', reason: state.reason, error: state.error };
    case 'connecting':
      return { status: 'connecting', reason: state.reason, attempt: state.failures + 1 };
    case 'waiting':
      return {
        status: 'waiting',
        reason: state.reason,
        attempt: state.failures,
        retryAt: state.retryAt,
        error: state.error,
      };
    default:
      return { status: state.status };
  }
}
