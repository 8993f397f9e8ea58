import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { exportJWK } from 'jose';
import { fetchJson } from '../../../src/host-identity/fetch-json.ts';
import { KeySets } from '../../../src/host-identity/key-sets.ts';
import { isPublicAddress } from '../../../src/host-identity/public-address.ts';
import { refused } from '../../accounts.ts';

async function serverWith(answer: (response: ServerResponse) => void) {
  const server = createServer((_request, response) => answer(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    [Symbol.dispose]: () => void (server.closeAllConnections(), server.close()),
  };
}

const publicKey = async (kid: string) => ({
  ...(await exportJWK(generateKeyPairSync('ed25519').publicKey)),
  kid,
});

test("no address of a machine or network of one's own is public", () => {
  const notPublic = [
    '127.0.0.1',
    '127.255.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '',
    'example.com',
    '127.1',
    '0x7f000001',
  ];
  for (const address of notPublic) assert.equal(isPublicAddress(address), false, address);
  for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])
    assert.equal(isPublicAddress(address), true, address);
});

test('what somebody wrote down is read over https from public addresses only', async () => {
  let requests = 0;
  using server = await serverWith((response) => {
    requests += 1;
    response.end('{}');
  });
  const { port } = server;
  const refusedAddresses = [
    `http://example.com/`,
    `https://127.0.0.1:${port}/`,
    `https://localhost:${port}/`,
    `https://[::1]:${port}/`,
    `https://[::ffff:127.0.0.1]:${port}/`,
    `https://2130706433:${port}/`,
    `https://0x7f.1:${port}/`,
    'https://169.254.169.254/latest/meta-data',
    'https://user:password@example.com/',
    'file:///etc/passwd',
    'ftp://example.com/',
  ];
  for (const url of refusedAddresses)
    await assert.rejects(
      fetchJson(url),
      /only https|not a public address|not at a public address|with a password/,
      url,
    );
  assert.equal(requests, 0);
  assert.deepEqual(await fetchJson(server.url, { allowPrivate: true }), {});
});

test('no redirect is followed, no long answer is read, no slow one is waited for, and no other text is JSON', async () => {
  let requests = 0;
  using target = await serverWith((response) => {
    requests += 1;
    response.end('{}');
  });
  using redirecting = await serverWith((response) => response.writeHead(302, { location: target.url }).end());
  using long = await serverWith((response) => response.end(`"${'x'.repeat(70_000)}"`));
  using failing = await serverWith((response) => response.writeHead(500).end('{}'));
  using wrong = await serverWith((response) => response.end('<html>'));
  using silent = await serverWith(() => undefined);
  using dripping = await serverWith((response) => response.writeHead(200).write('{'));
  const read = (url: string) => fetchJson(url, { allowPrivate: true, signal: AbortSignal.timeout(500) });
  await assert.rejects(read(redirecting.url), /302/);
  await assert.rejects(read(long.url), /too large/);
  await assert.rejects(read(failing.url), /500/);
  await assert.rejects(read(wrong.url), SyntaxError);
  await assert.rejects(read(silent.url));
  await assert.rejects(read(dripping.url));
  assert.equal(requests, 0);
});

test('keys are read once for all who ask, and again when a new one may be there, but not in a storm', async () => {
  const clock = { now: 1_000_000 };
  let reads = 0;
  const first = await publicKey('one');
  const second = await publicKey('two');
  let published = [first];
  const sets = new KeySets({
    fetchJson: () => Promise.resolve({ keys: ((reads += 1), published) }),
    now: () => clock.now,
  });
  const kids = async (newer = false) =>
    (await sets.keys('https://host.example', { newer })).map(({ kid }) => kid);
  assert.deepEqual(await Promise.all([kids(), kids(), kids()]), [['one'], ['one'], ['one']]);
  assert.equal(reads, 1);
  published = [first, second];
  for (let guess = 0; guess < 100; guess += 1) assert.deepEqual(await kids(true), ['one']);
  assert.equal(reads, 1);
  clock.now += 30_000;
  assert.deepEqual(await kids(true), ['one', 'two']);
  assert.equal(reads, 2);
  clock.now += 10 * 60_000;
  await kids();
  assert.equal(reads, 3);
});

test('while the host does not answer, the keys known from before serve for an hour', async () => {
  const clock = { now: 1_000_000 };
  let fails = false;
  const keys = [await publicKey('one')];
  const sets = new KeySets({
    fetchJson: () => (fails ? Promise.reject(new Error('down')) : Promise.resolve({ keys })),
    now: () => clock.now,
  });
  await sets.keys('https://host.example');
  fails = true;
  clock.now += 59 * 60_000;
  assert.equal((await sets.keys('https://host.example')).length, 1);
  clock.now += 60_000;
  await refused(sets.keys('https://host.example'), 'host_key_unavailable');
  await refused(sets.keys('https://other.example'), 'host_key_unavailable');
});

test('a key set that is none, and keys that are not for signatures, verify nothing', async () => {
  const good = await publicKey('good');
  const rsa = await exportJWK(generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey);
  const read = (value: unknown) =>
    new KeySets({ fetchJson: () => Promise.resolve(value) }).keys('https://host.example');
  for (const value of [null, [], {}, { keys: {} }, { keys: 'x' }])
    await refused(read(value), 'host_key_unavailable');
  const keys = await read({
    keys: [
      { kty: 'oct', k: 'AAAA', alg: 'HS256' },
      { ...good, use: 'enc' },
      { ...good, alg: 'HS256' },
      { ...rsa, alg: 'HS256' },
      { kty: 'OKP', crv: 'Ed25519', x: '?' },
      { kty: 'EC', crv: 'P-521' },
      good,
    ],
  });
  assert.deepEqual(
    keys.map(({ kid, alg }) => [kid, alg]),
    [['good', 'EdDSA']],
  );
});
