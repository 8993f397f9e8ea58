import { isId, type HostTokenClaims, type WorkspaceId } from '@fechatter/protocol';
import { compactVerify, errors } from 'jose';
import type { Selectable } from 'kysely';
import type { Database } from '../database/database.ts';
import type { AppKeysTable } from '../database/tables.ts';
import { ApiError } from '../errors/api-error.ts';
import { algorithms, checkClaims, readClaims, readHeader } from './host-token.ts';
import type { KeySets } from './key-sets.ts';

type AppKeyRow = Selectable<AppKeysTable>;

export interface VerifiedHostToken {
  readonly appKey: AppKeyRow;
  readonly claims: HostTokenClaims;
}

/** Verifies a token of a host for one workspace: key, algorithm, signature, claims, in this order. Whether it was used before is asked later. */
export async function verifyHostToken(
  services: { readonly database: Database; readonly keySets: KeySets; readonly now: () => number },
  workspace: { readonly id: WorkspaceId; readonly slug: string },
  token: string,
): Promise<VerifiedHostToken> {
  const { kid, alg } = readHeader(token);
  const appKey = isId(kid) ? await findAppKey(services.database, workspace.id, kid) : undefined;
  if (!appKey) throw new ApiError('host_token_unknown_key');
  const allowed: readonly string[] = algorithms[appKey.kind];
  if (!allowed.includes(alg))
    throw new ApiError(
      'host_token_algorithm',
      `The host token is signed with "${alg}"; its app key allows ${allowed.join(', ')}.`,
    );
  const payload =
    appKey.kind === 'secret'
      ? await verifyWithSecret(appKey, token)
      : await verifyWithKeySet(services.keySets, appKey, token, alg);
  const claims = readClaims(payload);
  checkClaims(claims, workspace.slug, services.now() / 1_000);
  return { appKey, claims };
}

/** The wall of the workspace is what keeps the key of another one from being found. */
function findAppKey(
  database: Database,
  workspaceId: WorkspaceId,
  id: string,
): Promise<AppKeyRow | undefined> {
  return database.workspace(workspaceId, (tx) =>
    tx
      .selectFrom('app_keys')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst(),
  );
}

/** The payload when a key fits, undefined when it does not. */
async function verifyWith(
  token: string,
  key: Parameters<typeof compactVerify>[1],
  algorithm: string,
): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(token, key, { algorithms: [algorithm] })).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return undefined;
    throw new ApiError('host_token_malformed', undefined, { cause: error });
  }
}

/** Hosts sign with the bytes that the secret encodes, or with its text as it is: both are as hard to guess. */
async function verifyWithSecret(appKey: AppKeyRow, token: string): Promise<Uint8Array> {
  const secret = appKey.secret ?? '';
  if (secret === '') throw new ApiError('host_token_signature');
  for (const key of [Buffer.from(secret), Buffer.from(secret, 'base64url')]) {
    const payload = await verifyWith(token, key, 'HS256');
    if (payload) return payload;
  }
  throw new ApiError('host_token_signature');
}

async function verifyWithKeySet(
  keySets: KeySets,
  appKey: AppKeyRow,
  token: string,
  algorithm: string,
): Promise<Uint8Array> {
  for (const newer of [false, true]) {
    for (const { alg, key } of await keySets.keys(appKey.jwks_url ?? '', { newer })) {
      const payload = alg === algorithm ? await verifyWith(token, key, algorithm) : undefined;
      if (payload) return payload;
    }
  }
  throw new ApiError('host_token_signature');
}
