import {
  createId,
  limits,
  type Account,
  type Session,
  type SessionId,
  type UserId,
} from '@fechatter/protocol';
import type { Clock } from '../../environment/clock.ts';
import { Refusal } from './refusal.ts';
import type { Handlers } from './router.ts';

/** How long after a refresh token was spent it may be presented again: an answer can be lost on the way. */
const REPEAT_GRACE_MS = 10_000;
const SESSION_MS = 30 * 86_400_000;

/** Somebody who can sign in. */
export interface AccountRow {
  readonly userId: UserId;
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

interface SessionRow {
  readonly id: SessionId;
  readonly account: AccountRow;
  isRevoked: boolean;
  /** The refresh token that was spent last; generation 0 is before the first. */
  spent: { readonly generation: number; readonly token: string; readonly at: number };
}

interface RefreshToken {
  readonly session: SessionRow;
  readonly generation: number;
}

/** Who calls, in which session. */
export interface Principal {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

interface Parts {
  readonly clock: Clock;
  /** How far the server's clock is ahead of the devices', in milliseconds. */
  readonly skewMs: () => number;
  readonly workspacesOf: (userId: UserId) => Account['workspaces'];
  /** A session has ended. */
  readonly onEnded: (sessionId: SessionId) => void;
}

/** Accounts, sessions and their tokens: access tokens that expire, refresh tokens that rotate (RFC 9700, section 4.14.2). */
export class Sessions {
  readonly #parts: Parts;
  readonly #accounts = new Map<UserId, AccountRow>();
  readonly #sessions = new Map<SessionId, SessionRow>();
  readonly #accessTokens = new Map<string, { readonly session: SessionRow; expiresAt: number }>();
  readonly #refreshTokens = new Map<string, RefreshToken>();
  readonly #hostTokens = new Map<string, UserId>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  addAccount(account: AccountRow): void {
    this.#accounts.set(account.userId, account);
  }

  /** A token with which a host application vouches for this person, good for one sign-in. */
  hostToken(userId: UserId): string {
    const token = `host-${createId()}`;
    this.#hostTokens.set(token, userId);
    return token;
  }

  open(userId: UserId): Session {
    const account = this.#accounts.get(userId);
    if (account === undefined) throw new Refusal('invalid_credentials');
    const session: SessionRow = {
      id: createId(),
      account,
      isRevoked: false,
      spent: { generation: 0, token: '', at: 0 },
    };
    this.#sessions.set(session.id, session);
    return this.#issue(session, 1);
  }

  signIn(email: string, password: string): Session {
    const account = [...this.#accounts.values()].find((candidate) => candidate.email === email.toLowerCase());
    if (account?.password !== password) throw new Refusal('invalid_credentials');
    return this.open(account.userId);
  }

  signInByHost(token: string): Session {
    const userId = this.#hostTokens.get(token);
    if (userId === undefined) throw new Refusal('host_token_signature');
    this.#hostTokens.delete(token);
    return this.open(userId);
  }

  /** Spends a refresh token. The one spent last may be repeated for a while; an older one ends the session. */
  refresh(token: string): Session {
    const now = this.#parts.clock.now();
    const known = this.#refreshTokens.get(token);
    if (known === undefined || known.session.isRevoked) throw new Refusal('refresh_token_invalid');
    const { session, generation } = known;
    const { spent } = session;
    if (generation === spent.generation + 1) session.spent = { generation, token, at: now };
    else if (token !== spent.token || now - spent.at > REPEAT_GRACE_MS) {
      this.#end(session);
      throw new Refusal('refresh_token_reused');
    }
    return this.#issue(session, generation + 1);
  }

  authenticate(token: string): Principal {
    const held = this.#accessTokens.get(token);
    if (held === undefined) throw new Refusal('unauthenticated');
    if (held.expiresAt <= this.#parts.clock.now()) throw new Refusal('token_expired');
    if (held.session.isRevoked) throw new Refusal('session_revoked');
    return { userId: held.session.account.userId, sessionId: held.session.id };
  }

  account({ userId, sessionId }: Principal): Account {
    const account = this.#accounts.get(userId);
    if (account === undefined) throw new Refusal('unauthenticated', 'There is no such account any more.');
    const { email, name } = account;
    const workspaces = this.#parts.workspacesOf(userId);
    return { userId, email, name, hasPassword: true, sessionId, workspaces };
  }

  /** From now on no access token is good any more, as if their time were over. */
  expireAccessTokens(): void {
    for (const held of this.#accessTokens.values()) held.expiresAt = 0;
  }

  /** Ends the sessions of a person, or that one of theirs. */
  revoke(userId: UserId, only?: SessionId): void {
    for (const session of this.#sessions.values())
      if (session.account.userId === userId && (only === undefined || session.id === only))
        this.#end(session);
  }

  #end(session: SessionRow): void {
    if (session.isRevoked) return;
    session.isRevoked = true;
    this.#parts.onEnded(session.id);
  }

  #issue(session: SessionRow, generation: number): Session {
    const { clock, skewMs } = this.#parts;
    const accessToken = `access-${createId()}`;
    const refreshToken = `refresh-${createId()}`;
    const now = clock.now();
    const expiresAt = now + limits.accessTokenSeconds * 1_000;
    const moment = (at: number): string => new Date(at + skewMs()).toISOString();
    this.#accessTokens.set(accessToken, { session, expiresAt });
    this.#refreshTokens.set(refreshToken, { session, generation });
    return {
      accessToken,
      refreshToken,
      accessTokenExpiresAt: moment(expiresAt),
      refreshTokenExpiresAt: moment(now + SESSION_MS),
      serverTime: moment(now),
      account: this.account({ userId: session.account.userId, sessionId: session.id }),
    };
  }
}

type Served = 'auth.signIn' | 'auth.host' | 'auth.refresh' | 'auth.signOut' | 'auth.account';

export const sessionHandlers: Required<Pick<Handlers, Served>> = {
  'auth.signIn': ({ sessions }, { body }) => sessions.signIn(body.email, body.password),
  'auth.host': ({ sessions }, { body }) => sessions.signInByHost(body.token),
  'auth.refresh': ({ sessions }, { body }) => sessions.refresh(body.refreshToken),
  'auth.signOut': ({ sessions, userId, sessionId }, { body }) => {
    sessions.revoke(userId, body.everywhere ? undefined : sessionId);
    return undefined;
  },
  'auth.account': ({ sessions, userId, sessionId }) => sessions.account({ userId, sessionId }),
};
