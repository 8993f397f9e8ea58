import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { limits } from '@fechatter/protocol';
import type { Database } from '../database/database.ts';

/** How long a key signs. */
const SIGNING_DAYS = 30;
const DAY = 86_400_000;
const KEY_ID = /^[\w-]{22}$/;

export interface SigningKey {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** When it stops signing, in milliseconds since 1970. */
  readonly retiresAt: number;
}

/** A public key as it stands in a key set (RFC 7517, RFC 8037). */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

/**
 * The Ed25519 keys that sign access tokens, shared by all processes through the database. A key signs for
 * {@link SIGNING_DAYS} days and goes on verifying until the last token that it signed has expired.
 */
export class SigningKeys {
  readonly #database: Database;
  readonly #now: () => number;
  #keys: ReadonlyMap<string, SigningKey> = new Map();
  #reading: Promise<void> | undefined;
  #making: Promise<SigningKey> | undefined;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /** The key that signs now; a new one when the last has done its time. */
  async current(): Promise<SigningKey> {
    const known = this.#newest();
    if (known) return known;
    this.#making ??= this.#readOrMake().finally(() => (this.#making = undefined));
    return this.#making;
  }

  /** A key known already, without a look into the database. */
  known(id: string): SigningKey | undefined {
    return this.#keys.get(id);
  }

  /** A key by the name that a token gives; another process may have made it a moment ago. */
  async find(id: string): Promise<SigningKey | undefined> {
    if (!KEY_ID.test(id)) return undefined;
    if (!this.#keys.has(id)) await this.#read();
    return this.#keys.get(id);
  }

  /** The document at `/.well-known/jwks.json`. */
  async jwks(): Promise<{ readonly keys: readonly PublicJwk[] }> {
    await this.current();
    await this.#read();
    return {
      keys: [...this.#keys.values()].map((key) => ({
        kty: 'OKP',
        crv: 'Ed25519',
        x: key.publicKey.export({ format: 'jwk' }).x ?? '',
        kid: key.id,
        alg: 'EdDSA',
        use: 'sig',
      })),
    };
  }

  /** Deletes the keys whose tokens have all expired. */
  async removeRetired(): Promise<void> {
    await this.#database.system.deleteFrom('signing_keys').where('retires_at', '<', this.#oldest()).execute();
  }

  #newest(): SigningKey | undefined {
    const now = this.#now();
    let newest: SigningKey | undefined;
    for (const key of this.#keys.values()) {
      if (key.retiresAt > now && key.retiresAt > (newest?.retiresAt ?? 0)) newest = key;
    }
    return newest;
  }

  #oldest(): Date {
    return new Date(this.#now() - 2 * limits.accessTokenSeconds * 1_000);
  }

  async #readOrMake(): Promise<SigningKey> {
    await this.#read();
    const shared = this.#newest();
    if (shared) return shared;
    // Two processes may make one each at the same moment: both are good.
    const now = this.#now();
    const pair = generateKeyPairSync('ed25519');
    const key: SigningKey = {
      id: randomBytes(16).toString('base64url'),
      ...pair,
      retiresAt: now + SIGNING_DAYS * DAY,
    };
    await this.#database.system
      .insertInto('signing_keys')
      .values({
        id: key.id,
        private_key: key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
        public_key: key.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
        created_at: new Date(now),
        retires_at: new Date(key.retiresAt),
      })
      .execute();
    this.#keys = new Map([...this.#keys, [key.id, key]]);
    return key;
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    const rows = await this.#database.system
      .selectFrom('signing_keys')
      .selectAll()
      .where('retires_at', '>=', this.#oldest())
      .execute();
    this.#keys = new Map(
      rows.map((row) => [
        row.id,
        this.#keys.get(row.id) ?? {
          id: row.id,
          privateKey: createPrivateKey(row.private_key),
          publicKey: createPublicKey(row.public_key),
          retiresAt: row.retires_at.getTime(),
        },
      ]),
    );
  }
}
