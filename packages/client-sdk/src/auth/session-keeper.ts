import type { Account, Session } from '@fechatter/protocol';
import type { Clock } from '../environment/clock.ts';
import { ChatError } from '../errors/chat-error.ts';
import { DisposedError } from '../errors/disposed-error.ts';
import { isApiError, isRetryable } from '../errors/guards.ts';
import { NotSignedInError } from '../errors/not-signed-in-error.ts';
import type { WritableStore } from '../store/writable-store.ts';
import type { AuthState } from './api.ts';
import type { SessionSource } from './session-source.ts';

/** An access token is renewed this long before its end, so that it does not expire on the way. */
const MARGIN_MS = 30_000;

interface Held {
  readonly session: Session;
  /** When the access token expires, by this device's clock: the server's clock may go differently. */
  readonly expiresAt: number;
  readonly marginMs: number;
}

/**
 * Holds the session: hands out access tokens, renews them with never more than one refresh at a time, and
 * tells a refresh that was lost on the way from a session that was ended.
 */
export class SessionKeeper {
  readonly #source: SessionSource;
  readonly #refresh: (refreshToken: string) => Promise<Session>;
  readonly #clock: Clock;
  readonly #state: WritableStore<AuthState>;
  readonly #signal: AbortSignal;
  readonly #endListeners = new Set<(reason: ChatError | null) => void>();
  readonly #startListeners = new Set<() => void>();
  #held: Held | null = null;
  #loading: Promise<Session | null> | null = null;
  #renewing: Promise<Session> | null = null;
  /** Counts sign-ins and sign-outs, so that an answer to an older one changes nothing. */
  #epoch = 0;

  constructor(options: {
    readonly source: SessionSource;
    readonly refresh: (refreshToken: string) => Promise<Session>;
    readonly clock: Clock;
    readonly state: WritableStore<AuthState>;
    readonly signal: AbortSignal;
  }) {
    this.#source = options.source;
    this.#refresh = options.refresh;
    this.#clock = options.clock;
    this.#state = options.state;
    this.#signal = options.signal;
  }

  get session(): Session | null {
    return this.#held?.session ?? null;
  }

  onStart(listener: () => void): void {
    this.#startListeners.add(listener);
  }

  onEnd(listener: (reason: ChatError | null) => void): void {
    this.#endListeners.add(listener);
  }

  /** Finds out who is signed in, once; asked again after it failed or nobody was. */
  async load(): Promise<Session | null> {
    if (this.#signal.aborted) throw new DisposedError();
    if (this.#held !== null) return this.#held.session;
    this.#loading ??= this.#load().finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #load(): Promise<Session | null> {
    const epoch = this.#epoch;
    try {
      const session = await this.#source.load(this.#signal);
      if (epoch !== this.#epoch) return this.session;
      if (session === null) this.#state.set({ status: 'signed-out', reason: null });
      else {
        this.#hold(session, Date.parse(session.accessTokenExpiresAt));
        // Perhaps after a sign-out: then somebody has signed in since, in another tab.
        for (const listener of this.#startListeners) listener();
      }
      return session;
    } catch (error) {
      if (epoch === this.#epoch && error instanceof ChatError && !error.retryable)
        this.#state.set({ status: 'signed-out', reason: error });
      throw error;
    }
  }

  /** Takes a session after a sign-in. */
  start(session: Session): void {
    const before = this.#held?.session.account.userId;
    this.#epoch += 1;
    this.#renewing = null;
    // Whatever belongs to somebody else ends with their session.
    if (before !== undefined && before !== session.account.userId)
      for (const listener of this.#endListeners) listener(null);
    this.#hold(session);
    void this.#source.save(session, null);
    for (const listener of this.#startListeners) listener();
  }

  /** Forgets the session, at once. `reason` is null when the person wished it. */
  end(reason: ChatError | null): void {
    const owner = this.#held?.session.account.userId;
    this.#epoch += 1;
    this.#held = null;
    this.#renewing = null;
    this.#state.set({ status: 'signed-out', reason });
    void this.#source.save(null, owner ?? null);
    for (const listener of this.#endListeners) listener(reason);
  }

  /**
   * An access token that is good for a while yet.
   *
   * @throws {@link NotSignedInError}, or what the refresh failed with
   */
  async accessToken(): Promise<string> {
    await this.load();
    const held = this.#held;
    if (held === null) throw new NotSignedInError();
    const left = held.expiresAt - this.#clock.now();
    if (left > held.marginMs) return held.session.accessToken;
    try {
      return await this.renew(held.session.accessToken);
    } catch (error) {
      // Not renewed in time, but not expired either: the token is still good.
      if (left > 0 && isRetryable(error) && this.#held === held) return held.session.accessToken;
      throw error;
    }
  }

  /**
   * A token in place of one that was refused or is about to expire. Callers that come with the same old
   * token share one refresh; one that comes late gets the token that is there by now.
   */
  async renew(stale: string): Promise<string> {
    const held = this.#held;
    if (held === null) throw new NotSignedInError();
    if (held.session.accessToken !== stale) return held.session.accessToken;
    if (this.#renewing === null) {
      const renewing = this.#renew(held.session).finally(() => {
        if (this.#renewing === renewing) this.#renewing = null;
      });
      this.#renewing = renewing;
    }
    return (await this.#renewing).accessToken;
  }

  async #renew(spent: Session): Promise<Session> {
    const epoch = this.#epoch;
    const stillCurrent = (): void => {
      if (epoch !== this.#epoch) throw new NotSignedInError();
    };
    let session: Session | null;
    try {
      session = await this.#source.renew(spent, async () => {
        const made = await this.#refresh(spent.refreshToken);
        stillCurrent();
        await this.#source.save(made, made.account.userId);
        return made;
      });
    } catch (error) {
      stillCurrent();
      const refused = isApiError(error, 'refresh_token_invalid') || isApiError(error, 'refresh_token_reused');
      const ended = isApiError(error, 'session_revoked');
      // Lost on the way, or the server had a bad moment: nothing is known, so nothing is ended.
      if (!refused && !ended) throw error;
      session = refused ? await this.#source.replace(spent, this.#signal) : null;
      stillCurrent();
      if (session === null) {
        this.end(error);
        throw error;
      }
    }
    stillCurrent();
    this.#hold(session);
    return session;
  }

  /** Takes what changed in the account, such as a new workspace, until the next refresh tells it all. */
  updateAccount(change: (account: Account) => Account): void {
    if (this.#held === null) return;
    const session = { ...this.#held.session, account: change(this.#held.session.account) };
    this.#held = { ...this.#held, session };
    this.#state.set({ status: 'signed-in', account: session.account });
    void this.#source.save(session, session.account.userId);
  }

  /** A session that has just come tells the server's clock; of an older one only its own word is known. */
  #hold(session: Session, expiresAt?: number): void {
    const life = Date.parse(session.accessTokenExpiresAt) - Date.parse(session.serverTime);
    this.#held = {
      session,
      expiresAt: expiresAt ?? this.#clock.now() + life,
      marginMs: Math.min(MARGIN_MS, life / 4),
    };
    this.#state.set({ status: 'signed-in', account: session.account });
  }
}
