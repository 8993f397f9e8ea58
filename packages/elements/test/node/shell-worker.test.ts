import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveShell, type ShellOptions } from '../../src/shell/shell-worker.ts';

const HOST = 'https://app.example.com';

/** A service worker's scope with a cache in memory, and a network that the test decides about. */
function openShell(options?: ShellOptions) {
  const kept = new Map<string, Response>();
  const listeners = new Map<string, (event: never) => void>();
  const shell = { network: async (url: string) => new Response(`new ${url}`), asked: [] as string[], kept };
  const cache = {
    match: async ({ url }: Request) => kept.get(url)?.clone(),
    put: async ({ url }: Request, response: Response) => void kept.set(url, response),
  };
  serveShell(
    {
      caches: { open: async () => cache } as unknown as CacheStorage,
      location: { origin: HOST },
      clients: { claim: async () => {} },
      skipWaiting: async () => {},
      addEventListener: (type: string, listener: (event: never) => void) =>
        void listeners.set(type, listener),
      fetch: async (request) => {
        const { url } = request as Request;
        shell.asked.push(url);
        return shell.network(url);
      },
    },
    options,
  );
  return {
    ...shell,
    shell,
    /** What the worker answers; null when it leaves the request alone. */
    ask: async (url: string, destination = 'script', more: object = {}): Promise<string | null> => {
      const answers: Promise<Response>[] = [];
      const lasting: Promise<unknown>[] = [];
      const request = { url: new URL(url, HOST).href, method: 'GET', mode: 'no-cors', destination, ...more };
      listeners.get('fetch')?.({
        request,
        respondWith: (response: Promise<Response>) => answers.push(response),
        waitUntil: (work: Promise<unknown>) => lasting.push(work),
      } as never);
      const text = answers[0] === undefined ? null : await (await answers[0]).text();
      if (shell.network !== silent) await Promise.all(lasting);
      return text;
    },
  };
}

const silent = (): Promise<Response> => new Promise(() => {});
const offline = (): Promise<Response> => Promise.reject(new TypeError('no network'));

test('calls of an API, other origins and other methods are left alone', async () => {
  const { ask, asked } = openShell();
  assert.equal(await ask('/v1/capabilities', ''), null);
  assert.equal(await ask('/app.js', 'script', { method: 'POST' }), null);
  assert.equal(await ask('https://chat.example.com/sdk/fe-chat.js'), null);
  assert.equal(await ask('/photo.png', 'image'), null);
  assert.deepEqual(asked, []);
});

test('an origin that is named belongs to the page, but its pages do not', async () => {
  const { ask } = openShell({ origins: ['https://chat.example.com'] });
  assert.match((await ask('https://chat.example.com/sdk/fe-chat.js')) ?? '', /^new/);
  assert.equal(await ask('https://chat.example.com/', 'document', { mode: 'navigate' }), null);
});

test('a page and its parts come from the network, and from what was kept when there is none', async () => {
  const { ask, shell } = openShell({ isPage: (path) => path === '/chat' });
  const page = { mode: 'navigate' };
  assert.equal(await ask('/chat', 'document', page), `new ${HOST}/chat`);
  assert.equal(await ask('/other', 'document', page), null);
  shell.network = async (url) => new Response(`newer ${url}`);
  assert.equal(await ask('/chat', 'document', page), `newer ${HOST}/chat`);
  shell.network = offline;
  assert.equal(await ask('/chat', 'document', page), `newer ${HOST}/chat`);
  await assert.rejects(ask('/app.js'));
});

test('what has not changed is answered with what was kept, and is not kept again', async () => {
  const { ask, shell, kept } = openShell();
  const answer = (text: string, etag: string) => async () => new Response(text, { headers: { etag } });
  shell.network = answer('the first', '"1"');
  await ask('/app.js');
  const [first] = kept.values();
  shell.network = answer('the same in other words', '"1"');
  assert.equal(await ask('/app.js'), 'the first');
  assert.equal([...kept.values()][0], first);
  shell.network = answer('another', '"2"');
  assert.equal(await ask('/app.js'), 'another');
  assert.equal(await kept.get(`${HOST}/app.js`)?.clone().text(), 'another');
});

test('a network that says nothing is waited for three seconds, when there is something to show', async (t) => {
  const { ask, shell } = openShell();
  await ask('/app.js');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  shell.network = silent;
  let answer: string | null = null;
  const asking = ask('/app.js').then((text) => (answer = text));
  await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(2_999);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(answer, null);
  t.mock.timers.tick(1);
  await asking;
  assert.equal(answer, `new ${HOST}/app.js`);
});

test('a file that is named by its content is asked for once; a word that looks alike is not taken for it', async () => {
  const { ask, asked } = openShell();
  for (const file of ['/chunk-4F2a9Qx_.js', '/chunk-4F2a9Qx_.js', '/my-settings.js', '/my-settings.js'])
    await ask(file);
  assert.deepEqual(asked, [`${HOST}/chunk-4F2a9Qx_.js`, `${HOST}/my-settings.js`, `${HOST}/my-settings.js`]);
});

test('an answer that failed or was redirected is given and not kept', async () => {
  const { ask, shell, kept } = openShell();
  shell.network = async () => new Response('gone', { status: 404 });
  assert.equal(await ask('/app.js'), 'gone');
  shell.network = async () => Object.defineProperty(new Response('sign in'), 'redirected', { value: true });
  assert.equal(await ask('/app.js'), 'sign in');
  assert.equal(kept.size, 0);
});
