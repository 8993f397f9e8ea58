import { createId, type Session, type SessionId, type UserId, type WorkspaceId } from '@fechatter/protocol';
import type { Transaction } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { ApiError } from '../errors/api-error.ts';
import type { AccessTokens, Identity } from './access-tokens.ts';
import { loadAccount } from './account.ts';
import { judgeRefresh } from './refresh-rotation.ts';
import type { Revocations } from './revocations.ts';
import { createSecret, hashSecret } from './secrets.ts';

const DAY = 86_400_000;
/** A session ends when it was not refreshed for so long, and at the latest after so long. */
const lifetimes = {
  password: { idle: 30 * DAY, longest: 365 * DAY },
  // The host vouches again without asking anybody, and somebody whom it dropped should be gone soon.
  host: { idle: DAY, longest: 7 * DAY },
} as const;
/** Spent tokens that are kept to recognise a thief; an older one is refused like an unknown one. */
const KEPT_GENERATIONS = 64;

interface RefreshToken {
  readonly secret: string;
  readonly expiresAt: Date;
}

export interface OpenOptions {
  /** The one workspace that the session may enter; null for any of the person's. */
  readonly boundTo: WorkspaceId | null;
  readonly userAgent: string;
  /** The hash of the password that was given. */
  readonly verified?: string | null;
}

export interface SessionsOptions {
  readonly database: Database;
  readonly tokens: AccessTokens;
  readonly revocations: Revocations;
  readonly now?: () => number;
}

/** Sessions: one for each sign-in on a device, with access tokens that expire soon and a refresh token that rotates. */
export class Sessions {
  readonly #database: Database;
  readonly #tokens: AccessTokens;
  readonly #revocations: Revocations;
  readonly #now: () => number;

  constructor(options: SessionsOptions) {
    this.#database = options.database;
    this.#tokens = options.tokens;
    this.#revocations = options.revocations;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Opens a session.
   *
   * @throws {ApiError} `invalid_credentials` when the password was changed since it was verified.
   */
  async open(userId: UserId, options: OpenOptions): Promise<Session> {
    const now = this.#now();
    const identity: Identity = { userId, sessionId: createId(), boundTo: options.boundTo };
    const expiresAt = new Date(now + lifetimeOf(identity).longest);
    const refreshToken = await this.#database.system.transaction().execute(async (tx) => {
      // Holds off a change of the password until this session is there to be ended by it.
      if (options.verified !== undefined) {
        const user = await tx
          .selectFrom('users')
          .select('id')
          .where('id', '=', userId)
          .where('password_hash', '=', options.verified)
          .forShare()
          .executeTakeFirst();
        if (!user) throw new ApiError('invalid_credentials');
      }
      await tx
        .insertInto('sessions')
        .values({
          id: identity.sessionId,
          user_id: userId,
          workspace_id: options.boundTo,
          created_at: new Date(now),
          expires_at: expiresAt,
          user_agent: options.userAgent.slice(0, 300),
        })
        .execute();
      return this.#addToken(tx, identity, 1, expiresAt);
    });
    return this.#present(identity, refreshToken);
  }

  /**
   * Spends a refresh token for new tokens.
   *
   * @throws {ApiError} `refresh_token_invalid`, or `refresh_token_reused` when one of two users of the token has
   * to be a thief: that ends the session.
   */
  async refresh(secret: string): Promise<Session> {
    const hash = hashSecret(secret);
    const result = await this.#database.system.transaction().execute(async (tx) => {
      const row = await tx
        .selectFrom('refresh_tokens as t')
        .innerJoin('sessions as s', 's.id', 't.session_id')
        .select([
          't.generation',
          't.expires_at as token_expires_at',
          's.id',
          's.user_id',
          's.workspace_id',
          's.expires_at',
          's.revoked_at',
        ])
        .select(['s.spent_generation', 's.spent_hash', 's.spent_at'])
        .where('t.token_hash', '=', hash)
        .forUpdate('s')
        .executeTakeFirst();
      const now = this.#now();
      if (
        !row ||
        row.revoked_at !== null ||
        row.token_expires_at.getTime() <= now ||
        row.expires_at.getTime() <= now
      )
        return 'invalid';
      const identity: Identity = { userId: row.user_id, sessionId: row.id, boundTo: row.workspace_id };
      const last = {
        generation: row.spent_generation,
        hash: row.spent_hash,
        at: row.spent_at?.getTime() ?? 0,
      };
      switch (judgeRefresh({ hash, generation: row.generation }, last, now)) {
        case 'reuse':
          await tx
            .updateTable('sessions')
            .set({ revoked_at: new Date(now) })
            .where('id', '=', row.id)
            .execute();
          return { reusedIn: identity.sessionId };
        case 'spend':
          await tx
            .updateTable('sessions')
            .set({ spent_generation: row.generation, spent_hash: hash, spent_at: new Date(now) })
            .where('id', '=', row.id)
            .execute();
          await tx
            .deleteFrom('refresh_tokens')
            .where('session_id', '=', row.id)
            .where('generation', '<', row.generation - KEPT_GENERATIONS)
            .execute();
          break;
        case 'repeat':
          break;
      }
      return {
        identity,
        refreshToken: await this.#addToken(tx, identity, row.generation + 1, row.expires_at),
      };
    });
    if (result === 'invalid') throw new ApiError('refresh_token_invalid');
    if ('reusedIn' in result) {
      this.#revocations.add([result.reusedIn]);
      throw new ApiError('refresh_token_reused');
    }
    return this.#present(result.identity, result.refreshToken);
  }

  /** Ends one session. */
  async revoke(sessionId: SessionId): Promise<void> {
    await this.#revokeWhere({ sessionId });
  }

  /** Ends all sessions of a person, except for one. */
  async revokeAllOf(userId: UserId, except?: SessionId): Promise<void> {
    await this.#revokeWhere({ userId, ...(except !== undefined && { except }) });
  }

  /** Ends the sessions of a person that were opened for this one workspace. */
  async revokeBoundTo(workspaceId: WorkspaceId, userId: UserId): Promise<void> {
    await this.#revokeWhere({ userId, workspaceId });
  }

  /** Deletes what can be of no use to anybody any more. */
  async removeExpired(): Promise<void> {
    const now = new Date(this.#now());
    await this.#database.system.deleteFrom('refresh_tokens').where('expires_at', '<', now).execute();
    await this.#database.system
      .deleteFrom('sessions')
      .where('expires_at', '<', new Date(now.getTime() - DAY))
      .execute();
  }

  async #revokeWhere(which: {
    readonly sessionId?: SessionId;
    readonly userId?: UserId;
    readonly workspaceId?: WorkspaceId;
    readonly except?: SessionId;
  }): Promise<void> {
    let query = this.#database.system
      .updateTable('sessions')
      .set({ revoked_at: new Date(this.#now()) })
      .where('revoked_at', 'is', null);
    if (which.sessionId !== undefined) query = query.where('id', '=', which.sessionId);
    if (which.userId !== undefined) query = query.where('user_id', '=', which.userId);
    if (which.workspaceId !== undefined) query = query.where('workspace_id', '=', which.workspaceId);
    if (which.except !== undefined) query = query.where('id', '!=', which.except);
    const ended = await query.returning('id').execute();
    this.#revocations.add(ended.map((session) => session.id));
  }

  async #addToken(
    tx: Transaction<Tables>,
    identity: Identity,
    generation: number,
    sessionExpiresAt: Date,
  ): Promise<RefreshToken> {
    const secret = createSecret();
    const expiresAt = new Date(Math.min(this.#now() + lifetimeOf(identity).idle, sessionExpiresAt.getTime()));
    await tx
      .insertInto('refresh_tokens')
      .values({
        token_hash: hashSecret(secret),
        session_id: identity.sessionId,
        generation,
        expires_at: expiresAt,
      })
      .execute();
    return { secret, expiresAt };
  }

  async #present(identity: Identity, refreshToken: RefreshToken): Promise<Session> {
    const [access, account] = await Promise.all([
      this.#tokens.issue(identity),
      loadAccount(this.#database, identity),
    ]);
    return {
      accessToken: access.token,
      accessTokenExpiresAt: access.expiresAt.toISOString(),
      refreshToken: refreshToken.secret,
      refreshTokenExpiresAt: refreshToken.expiresAt.toISOString(),
      serverTime: new Date(this.#now()).toISOString(),
      account,
    };
  }
}

const lifetimeOf = (identity: Identity) => (identity.boundTo === null ? lifetimes.password : lifetimes.host);
