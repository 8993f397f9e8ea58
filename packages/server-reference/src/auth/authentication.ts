import type { SessionId } from '@fechatter/protocol';
import type { Database } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import { AccessTokens, type Identity } from './access-tokens.ts';
import { Revocations, type RevokedListener } from './revocations.ts';
import { Sessions } from './sessions.ts';
import { SigningKeys, type PublicJwk } from './signing-keys.ts';

export interface AuthenticationOptions {
  readonly database: Database;
  /** The public URL of this server: the issuer of its tokens. */
  readonly issuer: string;
  readonly now?: () => number;
  /** Gets what goes wrong in the background. */
  readonly report?: (error: unknown) => void;
}

/** Tells who a request comes from. */
export class Authentication {
  readonly sessions: Sessions;
  readonly #database: Database;
  readonly #now: () => number;
  readonly #keys: SigningKeys;
  readonly #tokens: AccessTokens;
  readonly #revocations: Revocations;

  constructor(options: AuthenticationOptions) {
    const { database, issuer, report } = options;
    const now = options.now ?? Date.now;
    this.#database = database;
    this.#now = now;
    this.#keys = new SigningKeys(database, now);
    this.#tokens = new AccessTokens(this.#keys, { issuer, now });
    this.#revocations = new Revocations(database, { now, ...(report && { report }) });
    this.sessions = new Sessions({ database, tokens: this.#tokens, revocations: this.#revocations, now });
  }

  /** Has to be done before the first request. */
  async start(): Promise<void> {
    await this.#revocations.start();
  }

  close(): Promise<void> {
    return this.#revocations.close();
  }

  /**
   * Who an access token speaks for, at this moment.
   *
   * @param bearer - What follows `Bearer ` in the Authorization header.
   * @throws {ApiError} `unauthenticated`, `token_expired` or `session_revoked`.
   */
  async authenticate(bearer: string): Promise<Identity> {
    const identity = await this.#tokens.verify(bearer);
    if (await this.#revocations.isRevoked(identity.sessionId)) throw new ApiError('session_revoked');
    return identity;
  }

  /** Whether a session was ended: for what began before it was. */
  isRevoked(sessionId: SessionId): Promise<boolean> {
    return this.#revocations.isRevoked(sessionId);
  }

  /** Calls back for every session that ends, wherever it was ended. Returns the way to stop that. */
  onRevoked(listener: RevokedListener): () => void {
    return this.#revocations.onRevoked(listener);
  }

  /** The document at `/.well-known/jwks.json`. */
  jwks(): Promise<{ readonly keys: readonly PublicJwk[] }> {
    return this.#keys.jwks();
  }

  /** Deletes sessions, tokens and keys that can be of no use to anybody any more. */
  async removeExpired(): Promise<void> {
    const now = new Date(this.#now());
    await this.sessions.removeExpired();
    await this.#keys.removeRetired();
    await this.#database.system.deleteFrom('password_resets').where('expires_at', '<', now).execute();
    await this.#database.system.deleteFrom('host_token_uses').where('expires_at', '<', now).execute();
  }
}
