import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import type { AppEnv } from '../../../src/http/app-env.ts';
import { serveFolder } from '../../../src/http/static-files.ts';

const script = 'export const text = "a script";\n'.repeat(500);
const app = new Hono<AppEnv>();
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fechatter-static-'));
  await writeFile(join(folder, 'chat.js'), script);
  await writeFile(join(folder, 'chunk-4F2a9Q_x.js'), script);
  serveFolder(app, '/sdk', folder);
});
after(() => rm(folder, { recursive: true }));

const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

test('a script is sent compressed to whoever takes that, and plain to others', async () => {
  const plain = await get('/sdk/chat.js');
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.equal(await plain.text(), script);
  const packed = await get('/sdk/chat.js', { 'accept-encoding': 'gzip, br' });
  assert.equal(packed.headers.get('content-encoding'), 'gzip');
  assert.match(packed.headers.get('vary') ?? '', /accept-encoding/i);
  const bytes = Buffer.from(await packed.arrayBuffer());
  assert.ok(bytes.length < script.length / 10, `${bytes.length} bytes`);
  assert.equal(gunzipSync(bytes).toString(), script);
});

test('whoever has a script already, compressed or not, is told so', async () => {
  for (const encoding of ['identity', 'gzip']) {
    const first = await get('/sdk/chat.js', { 'accept-encoding': encoding });
    const again = await get('/sdk/chat.js', {
      'accept-encoding': encoding,
      'if-none-match': first.headers.get('etag') ?? '',
    });
    assert.equal(again.status, 304);
    assert.equal(await again.text(), '');
  }
});

test('a file that is named by its content may be kept for ever, another one is asked after', async () => {
  assert.match((await get('/sdk/chunk-4F2a9Q_x.js')).headers.get('cache-control') ?? '', /immutable/);
  assert.match((await get('/sdk/chat.js')).headers.get('cache-control') ?? '', /must-revalidate/);
});

test('nothing outside the folder is served', async () => {
  for (const path of ['/sdk/../package.json', '/sdk/%2e%2e%2fpackage.json', '/sdk/other.js', '/sdk/chat.ts'])
    assert.equal((await get(path)).status, 404, path);
});
