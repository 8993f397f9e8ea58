import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { Prefix, type KeyPair } from '@nats-io/nkeys';
import { Codec } from '@nats-io/nkeys/lib/codec.js';

/** What comes before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What a token is made with. */
export type SigningPair = Pick<KeyPair, 'getPublicKey' | 'getPrivateKey' | 'getSeed' | 'sign'>;

/**
 * A pair of NATS keys that Node's own crypto computes with. The one that the NATS client brings is of JavaScript
 * throughout, and took 40 to 80 ms for a token on a busy machine, of the one thread that serves everybody.
 */
function keyPair(role: Prefix, key: KeyObject): SigningPair {
  const text = new TextDecoder();
  const part = (of: KeyObject, name: 'x' | 'd'): Uint8Array =>
    Buffer.from(of.export({ format: 'jwk' })[name] ?? '', 'base64url');
  const publicKey = text.decode(Codec.encode(role, part(createPublicKey(key), 'x')));
  return {
    getPublicKey: () => publicKey,
    getPrivateKey: () => part(key, 'd'),
    getSeed: () => Codec.encodeSeed(role, part(key, 'd')),
    sign: (input) => sign(null, input, key),
  };
}

/** A new user. */
export const newUserPair = (): SigningPair => keyPair(Prefix.User, generateKeyPairSync('ed25519').privateKey);

/** The pair of an account's signing key. */
export function accountPair(seed: string): SigningPair {
  const { buf } = Codec.decodeSeed(new TextEncoder().encode(seed));
  return keyPair(
    Prefix.Account,
    createPrivateKey({ key: Buffer.concat([PKCS8, buf]), format: 'der', type: 'pkcs8' }),
  );
}
