import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { ConfigError } from '../../../src/config/config-error.ts';
import { readConfig } from '../../../src/config/config.ts';
import { settings } from '../../../src/config/settings.ts';

function wrongSettings(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    for (const { name, message } of error.settings) assert.ok(error.message.includes(`${name} ${message}`));
    return error.settings.map(({ name }) => name);
  }
  return [];
}

test('without any setting a server runs on this machine, with the embedded database', () => {
  const config = readConfig({ PATH: '/bin', DATABASE_URL: '' });
  assert.partialDeepStrictEqual(config, {
    port: 6_688,
    host: '127.0.0.1',
    publicUrl: 'http://localhost:6688',
    dataFolder: resolve('.fechatter'),
    database: { kind: 'embedded', folder: resolve('.fechatter/database') },
    roles: new Set(['api', 'realtime', 'worker']),
    signUp: 'open',
    origins: [],
    trustProxy: false,
    rateLimits: true,
    allowPrivateJwks: false,
    logLevel: 'info',
    mail: { kind: 'log' },
  });
});

test('every wrong setting is named at once, and no value is repeated', () => {
  const wrong = {
    PORT: '99999',
    FECHATTER_PUBLIC_URL: 'chat.example.com',
    DATABASE_URL: 'mysql://root:geheim@db',
    FECHATTER_ROLES: 'api,cook',
    FECHATTER_SIGN_UP: 'closed',
    FECHATTER_ORIGINS: 'https://a.example/path',
    FECHATTER_TRUST_PROXY: 'yes',
    FECHATTER_RATE_LIMITS: '0',
    FECHATTER_ALLOW_PRIVATE_JWKS: 'maybe',
    FECHATTER_LOG_LEVEL: 'loud',
    SMTP_URL: 'http://user:geheim@mail',
    FECHATTER_MAIL_FROM: 'nobody',
  };
  assert.deepEqual(wrongSettings(wrong), Object.keys(wrong));
  assert.throws(
    () => readConfig(wrong),
    (error: Error) => !error.message.includes('geheim'),
  );
});

test('settings that only make sense together are asked for together', () => {
  assert.deepEqual(wrongSettings({ SMTP_URL: 'smtp://mail.example.com' }), ['FECHATTER_MAIL_FROM']);
  assert.deepEqual(wrongSettings({ SMTP_URL: 'smtp://mail.example.com', PORT: 'x' }), [
    'PORT',
    'FECHATTER_MAIL_FROM',
  ]);
  const config = readConfig({
    SMTP_URL: 'smtps://u:p@mail.example.com',
    FECHATTER_MAIL_FROM: 'FeChatter <chat@example.com>',
  });
  assert.deepEqual(config.mail, {
    kind: 'smtp',
    url: 'smtps://u:p@mail.example.com',
    from: 'FeChatter <chat@example.com>',
  });
  assert.deepEqual(wrongSettings({ FECHATTER_MAIL_FROM: 'a@b.example\r\nBcc: c@d.example' }), [
    'FECHATTER_MAIL_FROM',
  ]);
});

test('processes that share the work need a database server, and one address for all', () => {
  assert.deepEqual(wrongSettings({ FECHATTER_ROLES: 'api' }), ['FECHATTER_ROLES', 'FECHATTER_PUBLIC_URL']);
  assert.deepEqual(wrongSettings({ FECHATTER_ROLES: 'api,realtime', DATABASE_URL: 'postgres://db/chat' }), [
    'FECHATTER_PUBLIC_URL',
  ]);
  const config = readConfig({
    FECHATTER_ROLES: 'api, realtime',
    DATABASE_URL: 'postgres://db/chat',
    FECHATTER_PUBLIC_URL: 'https://chat.example.com',
  });
  assert.deepEqual([...config.roles], ['api', 'realtime']);
});

test('lists, switches and addresses are read as they are meant', () => {
  const config = readConfig({
    FECHATTER_ORIGINS: ' https://a.example , http://localhost:3000,',
    FECHATTER_PUBLIC_URL: 'https://chat.example.com/',
    FECHATTER_TRUST_PROXY: 'on',
    FECHATTER_RATE_LIMITS: 'off',
    PORT: '0',
  });
  assert.deepEqual(config.origins, ['https://a.example', 'http://localhost:3000']);
  assert.deepEqual(
    [config.publicUrl, config.trustProxy, config.rateLimits, config.port],
    ['https://chat.example.com', true, false, 0],
  );
  assert.equal(readConfig({ PORT: '0' }).publicUrl, null);
});

test('every setting says what it is for', () => {
  for (const [name, schema] of Object.entries(settings))
    assert.ok((schema.meta()?.description ?? '').length > 20, name);
});

test('a Meilisearch server is named with an address that is one, and its key only with it', () => {
  assert.equal(readConfig({}).meilisearch, null);
  const url = 'https://search.internal';
  assert.deepEqual(readConfig({ MEILISEARCH_URL: url }).meilisearch, { url, apiKey: null });
  const apiKey = 'a-key-of-sixteen-and-more';
  assert.deepEqual(readConfig({ MEILISEARCH_URL: url, MEILISEARCH_API_KEY: apiKey }).meilisearch, {
    url,
    apiKey,
  });
  for (const [wrong, name] of [
    [{ MEILISEARCH_URL: 'search.internal:7700' }, 'MEILISEARCH_URL'],
    [{ MEILISEARCH_URL: `${url}?key=x` }, 'MEILISEARCH_URL'],
    [{ MEILISEARCH_URL: url, MEILISEARCH_API_KEY: 'short' }, 'MEILISEARCH_API_KEY'],
    [{ MEILISEARCH_API_KEY: apiKey }, 'MEILISEARCH_URL'],
  ] as const)
    assert.throws(
      () => readConfig(wrong),
      (error: unknown) =>
        error instanceof ConfigError && error.settings.some((setting) => setting.name === name),
    );
});
