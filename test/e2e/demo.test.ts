import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { main, ServerProcess } from './server-process.ts';

/** The status of an answer to a request that names another host than the one it is sent to. */
function statusAs(host: string, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });
}

describe('the demo', () => {
  let demo: ServerProcess;

  before(async () => {
    demo = await ServerProcess.start('demo');
  });
  after(() => demo.remove());

  test('says as its last line where it is', () => {
    assert.equal(demo.output.trimEnd().split('\n').at(-1), `FeChatter is ready: ${demo.url}/`);
  });

  test('lets in whoever asks, on this machine and under its own names only', async () => {
    const { port } = new URL(demo.url);
    for (const path of ['/', '/demo/token?as=ben']) {
      assert.equal(await statusAs(`127.0.0.1:${port}`, demo.url + path), 200, path);
      assert.equal(await statusAs(`localhost:${port}`, demo.url + path), 200, path);
      assert.equal(await statusAs(`rebound.example.com:${port}`, demo.url + path), 403, path);
    }
    assert.equal((await fetch(`${demo.url}/?as=nobody`)).status, 404);
  });

  test('gives its tokens to its own pages, never to those of another origin', async () => {
    const response = await fetch(`${demo.url}/demo/token`, {
      headers: { origin: 'https://evil.example.com' },
    });
    assert.equal(response.headers.get('access-control-allow-origin'), null);
  });

  test('starts again with the same talk', async () => {
    await demo.stop();
    await demo.start();
    const { token } = (await (await fetch(`${demo.url}/demo/token?as=ada`)).json()) as { token: string };
    const session = await fetch(`${demo.url}/v1/auth/host`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ workspace: 'demo', token }),
    });
    assert.equal(session.status, 200);
  });

  test('does not start where others could reach it', async () => {
    const child = spawn(process.execPath, [main, 'demo'], {
      env: { ...process.env, HOST: '0.0.0.0', PORT: '0', FECHATTER_DATA: `${demo.folder}-open` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let told = '';
    child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    assert.notEqual(code, 0);
    assert.match(told, /this machine only/);
  });
});

test('a server that is no demo has no way in without a password', async () => {
  const server = await ServerProcess.start('serve');
  try {
    assert.equal((await fetch(`${server.url}/demo/token`)).status, 404);
    assert.equal((await fetch(`${server.url}/?as=ada`)).status, 200);
    assert.doesNotMatch(await (await fetch(`${server.url}/?as=ada`)).text(), /demo|token/i);
  } finally {
    await server.remove();
  }
});
