import { importJWK, type CryptoKey, type JWK } from 'jose';
import * as z from 'zod';
import { ApiError } from '../errors/api-error.ts';
import type { algorithms } from './host-token.ts';

type PublicAlgorithm = (typeof algorithms)['jwks'][number];

/** A public key of a host. */
export interface HostKey {
  readonly kid: string | undefined;
  readonly alg: PublicAlgorithm;
  readonly key: CryptoKey | Uint8Array;
}

interface KeySet {
  readonly keys: readonly HostKey[];
  readonly readAt: number;
}

/** A set is read anew after this time, and after this one it counts no more even when it cannot be read. */
const FRESH = 10 * 60_000;
const USABLE = 60 * 60_000;
/** A token that no known key fits may be signed with a new one; so often at most the set is read for that. */
const RETRY_AFTER = 30_000;
const MOST_KEYS = 20;
const MOST_SETS = 1_000;

const document = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(100) });

export interface KeySetsOptions {
  readonly fetchJson: (url: string) => Promise<unknown>;
  readonly now?: () => number;
}

/** The public keys that hosts tell at an address, remembered for a while. */
export class KeySets {
  readonly #fetchJson: (url: string) => Promise<unknown>;
  readonly #now: () => number;
  readonly #sets = new Map<string, KeySet>();
  readonly #reading = new Map<string, Promise<KeySet>>();
  readonly #triedAt = new Map<string, number>();

  constructor(options: KeySetsOptions) {
    this.#fetchJson = options.fetchJson;
    this.#now = options.now ?? Date.now;
  }

  /**
   * The keys at an address.
   *
   * @param options.newer - Whether the known ones did not help, so that it is worth a look whether there are new ones.
   * @throws {ApiError} `host_key_unavailable`.
   */
  async keys(url: string, options: { readonly newer?: boolean } = {}): Promise<readonly HostKey[]> {
    const known = this.#sets.get(url);
    const age = known ? this.#now() - known.readAt : Infinity;
    const waited = this.#now() - (this.#triedAt.get(url) ?? -Infinity);
    const isDue =
      options.newer === true ? waited >= RETRY_AFTER : age >= FRESH && (!known || waited >= RETRY_AFTER);
    if (known && !isDue && age < USABLE) return known.keys;
    try {
      return (await this.#read(url)).keys;
    } catch (error) {
      if (known && age < USABLE) return known.keys;
      throw new ApiError(
        'host_key_unavailable',
        `The key set at ${url} could not be read: ${error instanceof Error ? error.message : 'no reason given'}.`,
        { cause: error, retryAfter: 5 },
      );
    }
  }

  #read(url: string): Promise<KeySet> {
    const running = this.#reading.get(url);
    if (running) return running;
    this.#triedAt.set(url, this.#now());
    const reading = this.#fetchJson(url)
      .then(async (value) => {
        const set: KeySet = { keys: await importKeys(value), readAt: this.#now() };
        this.#sets.delete(url);
        this.#sets.set(url, set);
        const [oldest] = this.#sets.keys();
        if (this.#sets.size > MOST_SETS && oldest !== undefined) {
          this.#sets.delete(oldest);
          this.#triedAt.delete(oldest);
        }
        return set;
      })
      .finally(() => this.#reading.delete(url));
    this.#reading.set(url, reading);
    return reading;
  }
}

/** Takes the keys that can verify; a set may hold others, for encryption or of kinds not known here. */
async function importKeys(value: unknown): Promise<readonly HostKey[]> {
  const { keys } = document.parse(value);
  const usable: HostKey[] = [];
  for (const jwk of keys as JWK[]) {
    const alg = algorithmOf(jwk);
    if (alg === undefined || usable.length >= MOST_KEYS || (jwk.use !== undefined && jwk.use !== 'sig'))
      continue;
    // Only the public half, even where somebody published the private one.
    const { kty, crv, x, y, n, e } = jwk;
    const publicJwk = Object.fromEntries(
      Object.entries({ kty, crv, x, y, n, e }).filter(([, part]) => part !== undefined),
    ) as JWK;
    const key = await importJWK(publicJwk, alg).catch(() => undefined);
    if (key) usable.push({ kid: jwk.kid, alg, key });
  }
  return usable;
}

/** The one algorithm that a key is for: by what it says, or else by its kind. */
function algorithmOf(jwk: JWK): PublicAlgorithm | undefined {
  const natural =
    jwk.kty === 'OKP' && jwk.crv === 'Ed25519'
      ? 'EdDSA'
      : jwk.kty === 'EC' && jwk.crv === 'P-256'
        ? 'ES256'
        : jwk.kty === 'RSA'
          ? 'RS256'
          : undefined;
  return jwk.alg === undefined || jwk.alg === natural || (jwk.alg === 'Ed25519' && natural === 'EdDSA')
    ? natural
    : undefined;
}
