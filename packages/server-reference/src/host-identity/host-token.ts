import { limits, type HostTokenClaims } from '@fechatter/protocol';
import { HostTokenClaims as claimsSchema } from '@fechatter/protocol/schemas';
import { decodeProtectedHeader, errors, type ProtectedHeaderParameters } from 'jose';
import { isStorable } from '../database/storable.ts';
import { ApiError } from '../errors/api-error.ts';

/** How far the clocks of the host and of this server may differ. */
const LEEWAY = 30;

/** Algorithms by kind of app key. A shared secret never meets a public key: that is how one is passed off as the other. */
export const algorithms = { secret: ['HS256'], jwks: ['EdDSA', 'ES256', 'RS256'] } as const;

/** Headers by which a token would bring its own key, and one that would change the rules. */
const forbiddenHeaders = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64'] as const;

/** Reads the header of a token, of which nothing is believed yet. */
export function readHeader(token: string): { readonly kid: string; readonly alg: string } {
  let header: ProtectedHeaderParameters;
  try {
    if (token.split('.').length !== 3) throw new errors.JWTInvalid('not three parts');
    header = decodeProtectedHeader(token);
  } catch (error) {
    throw new ApiError('host_token_malformed', undefined, { cause: error });
  }
  for (const name of forbiddenHeaders) {
    if (name in header)
      throw new ApiError('host_token_malformed', `The header of the host token must not have "${name}".`);
  }
  if (typeof header.alg !== 'string')
    throw new ApiError('host_token_malformed', 'The header of the host token has no "alg".');
  if (typeof header.kid !== 'string') throw new ApiError('host_token_unknown_key');
  return { kid: header.kid, alg: header.alg };
}

/** Reads the claims of a token whose signature is good. */
export function readClaims(payload: Uint8Array): HostTokenClaims {
  let claims: unknown;
  try {
    claims = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    throw new ApiError('host_token_malformed', 'The payload of the host token is not JSON.', {
      cause: error,
    });
  }
  const result = claimsSchema.safeParse(claims);
  if (result.success) {
    const { sub, jti, channels = [] } = result.data;
    if (![sub, jti, ...channels].every(isStorable))
      throw new ApiError('host_token_claims', 'A claim of the host token is no well-formed text.');
    return result.data;
  }
  const wrong = result.error.issues.map((issue) => `"${issue.path.join('.') || 'claims'}": ${issue.message}`);
  throw new ApiError(
    'host_token_claims',
    `A claim of the host token is missing or of the wrong form. ${wrong.join('; ')}.`,
  );
}

/**
 * Checks what the claims say of the token itself.
 *
 * @param now - In seconds since 1970.
 */
export function checkClaims(claims: HostTokenClaims, workspaceSlug: string, now: number): void {
  const audiences = typeof claims.aud === 'string' ? [claims.aud] : claims.aud;
  if (!audiences.includes(workspaceSlug))
    throw new ApiError('host_token_audience', `The "aud" of the host token is not "${workspaceSlug}".`);
  if (claims.exp <= now - LEEWAY) throw new ApiError('host_token_expired');
  if (claims.iat > now + LEEWAY || (claims.nbf ?? 0) > now + LEEWAY) {
    throw new ApiError('host_token_expired', 'The host token is not valid yet: check the clock of the host.');
  }
  if (claims.exp - claims.iat > limits.hostTokenSeconds) {
    throw new ApiError(
      'host_token_lifetime',
      `The host token lives for ${claims.exp - claims.iat} s; it may live for ${limits.hostTokenSeconds} s.`,
    );
  }
}
