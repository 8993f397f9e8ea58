import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ChatClient } from '@fechatter/client-sdk';
import { createTestServer, TestNetwork, type TestTab } from '@fechatter/client-sdk/testing';
import { createFixture, newBrowser, settleStorage } from '../fixture.ts';

const credentials = { email: 'ada@example.com', password: 'secret' };

/** Lets so many turns of the event loop go by. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A network on which a request takes some turns. */
async function slow(send: () => Promise<Response>, signal?: AbortSignal | null): Promise<Response> {
  await turns(3);
  if (signal?.aborted === true) throw new DOMException('aborted', 'AbortError');
  return send();
}

/** A browser in which everything is counted that a client can leave behind. */
function setUp() {
  const fixture = createFixture({ heartbeats: true });
  const { clock, server, newClient, general, storage } = fixture;
  const browser = newBrowser();
  const network = new TestNetwork();
  const requests = new Set<Promise<unknown>>();
  const fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = slow(() => server.fetch(input, init), init?.signal);
    requests.add(request);
    const done = (): void => void requests.delete(request);
    request.then(done, done);
    return request;
  };
  return {
    ...fixture,
    browser,
    create: (tab: TestTab = browser.openTab()): ChatClient =>
      newClient({ ...tab.clientOptions({ server: server.url, fetch, clock }), network, storage }),
    /** Does all that a client can do, without waiting for any of it. */
    live: async (client: ChatClient): Promise<void> => {
      await client.auth.signIn(credentials);
      const connected = client.connection.connect();
      const timeline = client.channels.timeline(general.id);
      await Promise.all([
        connected,
        timeline.open(),
        timeline.send({ text: 'Hello' }),
        client.users.search({}),
        client.channels.list(),
      ]);
      timeline.typing(true);
      await timeline.markRead();
    },
    left: (): Readonly<Record<string, number>> => ({
      timers: clock.pending,
      listeners: network.listeners,
      channels: browser.channels.size,
      'locks held': browser.locks.size.held,
      'locks waited for': browser.locks.size.waiting,
      streams: server.streams,
      requests: requests.size,
    }),
  };
}

const nothing = {
  timers: 0,
  listeners: 0,
  channels: 0,
  'locks held': 0,
  'locks waited for': 0,
  streams: 0,
  requests: 0,
};

describe('L1 a client that is disposed of', () => {
  test('L1 leaves no timer, listener, channel, lock, stream or request, at whatever moment of its life', async () => {
    let seen = new Set<string>();
    for (let moment = 0; moment < 120; moment += 1) {
      const { create, live, left, clock } = setUp();
      const client = create();
      const living = live(client).catch(() => {});
      await turns(moment);
      const before = left();
      seen = new Set([...seen, ...Object.keys(before).filter((what) => (before[what] ?? 0) > 0)]);
      client.dispose();
      client.dispose();
      await settleStorage();
      await living;
      assert.deepEqual(left(), nothing, `after ${moment} turns`);
      await clock.advance(120_000);
      assert.deepEqual(left(), nothing, `later, after ${moment} turns`);
    }
    // Otherwise nothing was counted.
    for (const what of ['timers', 'listeners', 'channels', 'locks held', 'streams', 'requests'])
      assert.ok(seen.has(what), what);
  });

  test('L1 leaves nothing when its person signed out in the middle of anything, and can sign in again before', async () => {
    for (let moment = 0; moment < 120; moment += 3) {
      const { create, live, left, clock } = setUp();
      const client = create();
      const living = live(client).catch(() => {});
      await turns(moment);
      await client.auth.signOut({ unsent: 'discard' });
      await living;
      await settleStorage();
      assert.equal(left()['streams'], 0, `after ${moment} turns`);
      await client.auth.signIn(credentials);
      await client.connection.connect();
      assert.equal(left()['streams'], 1);
      client.dispose();
      await clock.advance(60_000);
      await settleStorage();
      assert.deepEqual(left(), nothing, `after ${moment} turns`);
    }
  });

  test('L2 says so to whoever uses it afterwards', async () => {
    const { create, live, general } = setUp();
    const client = create();
    await live(client);
    const timeline = client.channels.timeline(general.id);
    client.dispose();
    for (const use of [
      () => client.connection.connect(),
      () => client.auth.signIn(credentials),
      () => client.users.search({}),
      () => timeline.open(),
      () => timeline.send({ text: 'too late' }),
    ])
      await assert.rejects(use(), { code: 'disposed' });
    client.connection.disconnect();
    client.connection.retryNow();
    await settleStorage();
  });

  test('L3 is of no account to the one that is made next, as React’s StrictMode does', async () => {
    const { create, live, left, browser, server, general } = setUp();
    const tab = browser.openTab();
    const first = create(tab);
    const begun = first.connection.connect().catch(() => {});
    await turns(5);
    first.dispose();
    const second = create(tab);
    await live(second);
    await begun;
    await settleStorage();
    assert.deepEqual([second.connection.store.get().status, server.streams], ['live', 1]);
    assert.deepEqual(
      server.workspace.messages(general.id).map(({ text }) => text),
      ['Hello'],
    );
    second.dispose();
    await settleStorage();
    assert.deepEqual(left(), nothing);
  });

  test('L3 leaves another one in the same tab as it was', async () => {
    const { create, live, left, browser, server, bob, general, clock } = setUp();
    const tab = browser.openTab();
    const [first, second] = [create(tab), create(tab)];
    await live(first);
    await second.connection.connect();
    await settleStorage();
    assert.equal(server.streams, 1, 'they share one stream as two tabs do');
    first.dispose();
    await clock.advance(1_000);
    await settleStorage();
    server.workspace.say(bob, general.id, 'to the one that is left');
    await second.connection.connect();
    await settleStorage();
    assert.equal(second.store.get().channels.get(general.id)?.channel.lastIndex, 2);
    second.dispose();
    await settleStorage();
    assert.deepEqual(left(), nothing);
  });

  test('L4 is garbage, with all that it knew', async () => {
    setFlagsFromString('--expose_gc');
    const collect = runInNewContext('gc') as () => void;
    // Not kept alive by a variable of this function.
    const references = await (async () => {
      const { create, live, general } = setUp();
      const client = create();
      await live(client);
      const timeline = client.channels.timeline(general.id);
      timeline.store.subscribe(() => {});
      client.dispose();
      await settleStorage();
      return [client, timeline, client.store, timeline.store, client.store.get().channels].map(
        (object) => new WeakRef<object>(object),
      );
    })();
    for (let round = 0; round < 10; round += 1) {
      await turns(3);
      collect();
    }
    assert.deepEqual(
      references.map((reference) => reference.deref()),
      references.map(() => undefined),
    );
  });

  test('L4 is garbage although the page, its clock and its network live on', async () => {
    setFlagsFromString('--expose_gc');
    const collect = runInNewContext('gc') as () => void;
    const page = setUp();
    const reference = await (async () => {
      const client = page.create();
      await page.live(client);
      client.dispose();
      await settleStorage();
      return new WeakRef(client);
    })();
    for (let round = 0; round < 10; round += 1) {
      await turns(3);
      collect();
    }
    assert.equal(reference.deref(), undefined);
    assert.deepEqual(page.left(), nothing);
  });
});

/** Runs a module in a process of its own. */
async function run(source: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(
    process.execPath,
    ['--conditions=fechatter:source', '--input-type=module', '--eval', source],
    { cwd: join(import.meta.dirname, '..', '..'), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  return { code, output };
}

describe('L5 where there is no browser', () => {
  test('L5 the SDK is imported without any global of one, and looks at none', async () => {
    const { code, output } = await run(`
      for (const name of ['window', 'document', 'navigator', 'location', 'indexedDB', 'BroadcastChannel', 'fetch', 'WebSocket', 'localStorage', 'addEventListener'])
        Object.defineProperty(globalThis, name, { configurable: true, get() { throw new Error('looked at ' + name); } });
      const sdk = await import('@fechatter/client-sdk');
      console.log(typeof sdk.createChatClient);
    `);
    assert.deepEqual([code, output.trim()], [0, 'function']);
  });

  test('L5 a client is made and disposed of without any, and the process ends by itself', async () => {
    const { code, output } = await run(`
      for (const name of ['navigator', 'BroadcastChannel', 'WebSocket', 'fetch']) delete globalThis[name];
      const { createChatClient } = await import('@fechatter/client-sdk');
      const client = createChatClient({ server: 'https://chat.example.com', workspace: 'acme' });
      const connecting = client.connection.connect().catch((error) => error.code);
      client.store.subscribe(() => {});
      await new Promise((resolve) => setTimeout(resolve, 20));
      client.dispose();
      console.log(await connecting);
    `);
    assert.equal(code, 0, output);
  });

  test('L5 a client that was never connected keeps no process alive, though it was not disposed of', async () => {
    const { code, output } = await run(`
      const { createChatClient } = await import('@fechatter/client-sdk');
      createChatClient({ server: 'https://chat.example.com', workspace: 'acme' });
      console.log('made');
    `);
    assert.deepEqual([code, output.trim()], [0, 'made']);
  });

  test('L5 the test server needs no browser either', () => {
    assert.equal(createTestServer().streams, 0);
  });
});
