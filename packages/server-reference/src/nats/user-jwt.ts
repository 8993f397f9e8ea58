import { encodeUser, type User } from '@nats-io/jwt';
import type { KeyPair } from '@nats-io/nkeys';
import { accountPair, newUserPair } from './key-pair.ts';

/** What signs the users of a NATS account. */
export interface NatsSigner {
  /** Public key of the account: `A...`. */
  readonly account: string;
  /** Seed of one of the account's signing keys: `SA...`. */
  readonly signingKey: string;
}

/** A user of the account, good until it expires. */
export interface MintedUser {
  readonly jwt: string;
  /** Proves that whoever shows the token was given it. */
  readonly seed: string;
}

/** Mints a user with exactly these rights; without a lifetime it does not expire. */
export async function mintUser(
  signer: NatsSigner,
  name: string,
  rights: Partial<User>,
  lifetimeSeconds: number | null,
): Promise<MintedUser> {
  const key = newUserPair();
  const jwt = await encodeUser(
    name,
    key as KeyPair,
    accountPair(signer.signingKey) as KeyPair,
    { ...rights, issuer_account: signer.account },
    lifetimeSeconds === null ? {} : { exp: Math.floor(Date.now() / 1_000) + lifetimeSeconds },
  );
  return { jwt, seed: new TextDecoder().decode(key.getSeed()) };
}
