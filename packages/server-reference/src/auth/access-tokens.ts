import { sign, verify } from 'node:crypto';
import { isId, limits, type SessionId, type UserId, type WorkspaceId } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { hashSecret } from './secrets.ts';
import type { SigningKey, SigningKeys } from './signing-keys.ts';

/** Who a token speaks for. */
export interface Identity {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** The one workspace that the session may enter; null for any of the person's. */
  readonly boundTo: WorkspaceId | null;
}

interface VerifiedToken extends Identity {
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

const AUDIENCE = 'fechatter';
/** Far above what this server signs: anything longer is not worth a look. */
const LONGEST_TOKEN = 2_048;

export interface AccessTokenOptions {
  /** The `iss` of the tokens: the public URL of this server. */
  readonly issuer: string;
  readonly now?: () => number;
  /** Verified tokens that are remembered. Default: 50,000, some 20 MiB when full. */
  readonly cacheSize?: number;
}

/**
 * Access tokens: JWTs of the profile of RFC 9068, signed with EdDSA and nothing else (RFC 8725, section 3.1).
 * A signature check costs more than most requests, so a token that was verified is remembered by its hash until
 * it expires.
 */
export class AccessTokens {
  readonly #keys: SigningKeys;
  readonly #issuer: string;
  readonly #now: () => number;
  readonly #cacheSize: number;
  readonly #verified = new Map<string, VerifiedToken>();

  constructor(keys: SigningKeys, options: AccessTokenOptions) {
    this.#keys = keys;
    this.#issuer = options.issuer;
    this.#now = options.now ?? Date.now;
    this.#cacheSize = options.cacheSize ?? 50_000;
  }

  async issue(identity: Identity): Promise<{ readonly token: string; readonly expiresAt: Date }> {
    const key = await this.#keys.current();
    const issuedAt = Math.floor(this.#now() / 1_000);
    const expiresAt = issuedAt + limits.accessTokenSeconds;
    const content = `${encode({ alg: 'EdDSA', typ: 'at+jwt', kid: key.id })}.${encode({
      iss: this.#issuer,
      aud: AUDIENCE,
      sub: identity.userId,
      sid: identity.sessionId,
      ...(identity.boundTo !== null && { ws: identity.boundTo }),
      iat: issuedAt,
      exp: expiresAt,
    })}`;
    const signature = sign(null, Buffer.from(content), key.privateKey).toString('base64url');
    return { token: `${content}.${signature}`, expiresAt: new Date(expiresAt * 1_000) };
  }

  /** @throws {ApiError} `unauthenticated`, or `token_expired` when nothing else is wrong. */
  async verify(token: string): Promise<Identity> {
    const hash = hashSecret(token);
    let verified = this.#verified.get(hash);
    if (!verified) {
      verified = await this.#check(token);
      this.#remember(hash, verified);
    }
    if (verified.expiresAt <= this.#now()) {
      this.#verified.delete(hash);
      throw new ApiError('token_expired');
    }
    return verified;
  }

  async #check(token: string): Promise<VerifiedToken> {
    if (token.length > LONGEST_TOKEN) throw unauthenticated();
    const [header = '', payload = '', signature = '', more] = token.split('.');
    if (signature === '' || more !== undefined) throw unauthenticated();
    const { alg, typ, kid, crit } = decode(header);
    if (alg !== 'EdDSA' || typ !== 'at+jwt' || crit !== undefined || typeof kid !== 'string')
      throw unauthenticated();
    const key = this.#keys.known(kid) ?? (await this.#keys.find(kid));
    if (!key || !isSignedBy(key, `${header}.${payload}`, signature)) throw unauthenticated();
    const { iss, aud, sub, sid, ws, exp } = decode(payload);
    if (iss !== this.#issuer || aud !== AUDIENCE || !isId(sub) || !isId(sid) || typeof exp !== 'number')
      throw unauthenticated();
    if (ws !== undefined && !isId(ws)) throw unauthenticated();
    return { userId: sub, sessionId: sid, boundTo: ws ?? null, expiresAt: exp * 1_000 };
  }

  /** All live equally long, so the oldest entries are the first to expire. */
  #remember(hash: string, verified: VerifiedToken): void {
    this.#verified.set(hash, verified);
    const now = this.#now();
    for (const [oldest, entry] of this.#verified) {
      if (entry.expiresAt > now && this.#verified.size <= this.#cacheSize) return;
      this.#verified.delete(oldest);
    }
  }
}

const unauthenticated = (): ApiError =>
  new ApiError('unauthenticated', 'The access token is not one of this server.');

const isSignedBy = (key: SigningKey, content: string, signature: string): boolean =>
  verify(null, Buffer.from(content), key.publicKey, Buffer.from(signature, 'base64url'));

const encode = (part: Readonly<Record<string, unknown>>): string =>
  Buffer.from(JSON.stringify(part)).toString('base64url');

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Not JSON: no token of this server.
  }
  throw unauthenticated();
}
