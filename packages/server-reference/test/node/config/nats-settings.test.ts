import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from '../../../src/config/config-error.ts';
import { readConfig } from '../../../src/config/config.ts';

const account = `A${'B'.repeat(55)}`;
const signingKey = `SA${'C'.repeat(56)}`;

function missing(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.ok(!error.message.includes(signingKey));
    return error.settings.map(({ name }) => name).toSorted();
  }
}

test('without NATS_URL there is no NATS', () => {
  assert.equal(readConfig({}).nats, null);
});

test('the settings of NATS come together, or the missing ones are named', () => {
  const url = 'nats://nats.internal:4222';
  assert.deepEqual(readConfig({ NATS_URL: url }).nats, {
    url,
    credentials: null,
    signer: null,
    webSocketUrl: null,
    percentage: 100,
  });
  const all = {
    NATS_URL: url,
    FECHATTER_NATS_ACCOUNT: account,
    FECHATTER_NATS_SIGNING_KEY: signingKey,
    FECHATTER_NATS_WS_URL: 'wss://nats.example.com',
    FECHATTER_NATS_PERCENTAGE: '10',
  };
  assert.deepEqual(readConfig(all).nats, {
    url,
    credentials: null,
    signer: { account, signingKey },
    webSocketUrl: 'wss://nats.example.com',
    percentage: 10,
  });
  assert.deepEqual(missing({ FECHATTER_NATS_WS_URL: 'wss://nats.example.com' }), [
    'FECHATTER_NATS_SIGNING_KEY',
    'NATS_URL',
  ]);
  assert.deepEqual(missing({ FECHATTER_NATS_SIGNING_KEY: signingKey }), [
    'FECHATTER_NATS_ACCOUNT',
    'NATS_URL',
  ]);
  assert.deepEqual(missing({ NATS_URL: url, FECHATTER_NATS_ACCOUNT: account }), [
    'FECHATTER_NATS_SIGNING_KEY',
  ]);
  assert.deepEqual(missing({ FECHATTER_NATS_CREDENTIALS: '/etc/nats.creds' }), ['NATS_URL']);
  assert.deepEqual(missing({ NATS_URL: 'http://nats', FECHATTER_NATS_PERCENTAGE: '101' }), [
    'FECHATTER_NATS_PERCENTAGE',
    'NATS_URL',
  ]);
});
