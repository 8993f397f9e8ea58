import { hashes, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import type { NatsConnectionOptions } from './nats-client.ts';
import { decodeUserSeed } from './nats-seed.ts';

// The browser's own hash answers later only, and not at all on a page that came over plain HTTP.
hashes.sha512 = sha512;

/**
 * Signs in at a NATS server with a user's token: what the server greets with is signed with the key that goes with the
 * token. It answers what `jwtAuthenticator` of the NATS client does, in a third of the bytes.
 *
 * @param seed `SU...`, as the chat server hands it out.
 * @throws {InvalidResponseError} when the seed is none.
 */
export function createNatsAuthenticator(jwt: string, seed: string): NatsConnectionOptions['authenticator'] {
  const key = decodeUserSeed(seed);
  return (nonce = '') => ({
    jwt,
    sig: btoa(String.fromCharCode(...sign(new TextEncoder().encode(nonce), key))),
  });
}
