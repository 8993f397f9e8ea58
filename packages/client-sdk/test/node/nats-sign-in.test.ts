import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvalidResponseError } from '@fechatter/client-sdk';
import { jwtAuthenticator } from '@nats-io/nats-core';
import { createAccount, createUser, fromPublic, type KeyPair } from '@nats-io/nkeys';
import { Codec } from '@nats-io/nkeys/lib/codec.js';
import { createNatsAuthenticator } from '../../src/connection/nats-authenticator.ts';
import { decodeUserSeed } from '../../src/connection/nats-seed.ts';

const users = Array.from({ length: 50 }, () => createUser());
const seedOf = (pair: KeyPair): string => new TextDecoder().decode(pair.getSeed());
/** The same text with another digit at this place. */
const withDigit = (seed: string, index: number, digit: string): string =>
  `${seed.slice(0, index)}${digit}${seed.slice(index + 1)}`;

describe('the seed of a NATS user', () => {
  const [user] = users;
  assert.ok(user);
  const seed = seedOf(user);

  test('holds the key that NATS itself reads in it', () => {
    for (const pair of users)
      assert.deepEqual(decodeUserSeed(seedOf(pair)), new Uint8Array(Codec.decodeSeed(pair.getSeed()).buf));
  });

  test('is refused with any one digit wrong, wherever it stands', () => {
    for (let index = 0; index < seed.length; index += 1)
      assert.throws(
        () => decodeUserSeed(withDigit(seed, index, seed[index] === 'Q' ? 'A' : 'Q')),
        InvalidResponseError,
        `at ${index}`,
      );
  });

  for (const [what, text, reason] of [
    ['nothing', '', /not the seed of a NATS user/],
    ['a seed of an account', seedOf(createAccount()), /not the seed of a NATS user/],
    ['a public key', user.getPublicKey(), /not the seed of a NATS user/],
    ['a seed that lacks a digit', seed.slice(0, -1), /not the seed of a NATS user/],
    ['a seed with a digit too many', `${seed}A`, /not the seed of a NATS user/],
    ['a seed in small letters', seed.toLowerCase(), /not the seed of a NATS user/],
    ['a line that ends', `${seed}\n`, /not the seed of a NATS user/],
    ['bits after the last byte', withDigit(seed, 57, 'B'), /not the seed of a NATS user/],
    [
      'a checksum of something else',
      withDigit(seed, 20, seed[20] === 'A' ? 'B' : 'A'),
      /checksum in `seed` is wrong/,
    ],
  ] as const)
    test(`is not ${what}`, () => {
      assert.throws(
        () => decodeUserSeed(text),
        (error) => {
          assert.ok(error instanceof InvalidResponseError);
          assert.match(error.message, reason);
          if (text !== '') assert.ok(!error.message.includes(text), 'the seed is a secret');
          return true;
        },
      );
    });
});

describe('signing in at a NATS server', () => {
  test('proves what the client of NATS itself proves', () => {
    for (const pair of users.slice(0, 10)) {
      const nonce = crypto.randomUUID();
      const { jwt, sig } = createNatsAuthenticator('token', seedOf(pair))(nonce);
      const theirs = jwtAuthenticator('token', pair.getSeed())(nonce);
      assert.deepEqual({ ...theirs, jwt, sig }, theirs);
      assert.ok(
        fromPublic(pair.getPublicKey()).verify(new TextEncoder().encode(nonce), Buffer.from(sig, 'base64')),
      );
    }
  });

  test('begins with a seed, or not at all', () => {
    assert.throws(() => createNatsAuthenticator('token', 'not a seed'), InvalidResponseError);
  });
});
