import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatClient, SearchAnswer, SearchSession } from '@fechatter/client-sdk';
import { createFixture, newBrowser, settleStorage } from '../fixture.ts';

const credentials = { email: 'ada@example.com', password: 'secret' };

const answerWith = (changes: Partial<SearchAnswer['messages']> = {}): SearchAnswer => ({
  messages: { items: [], total: 0, match: 'all', facets: null, next: null, ...changes },
  people: [],
  channels: [],
  users: [],
  didYouMean: null,
  notices: [],
  index: { behind: 0, building: false },
});

/** A signed-in client, and a server that answers searches as the test says: each waits until it is let go. */
async function setUp() {
  const fixture = createFixture();
  const { newClient, storage, server, clock } = fixture;
  const browser = newBrowser();
  let isOffline = false;
  const client: ChatClient = newClient({
    storage,
    device: browser.openTab().device,
    fetch: (...request) =>
      isOffline ? Promise.reject(new TypeError('fetch failed')) : server.fetch(...request),
  });
  const asked: { readonly text: string; readonly cursor?: string; answer(answer: SearchAnswer): void }[] = [];
  server.faults.intercept('search.query', async ({ body }) => {
    const { text, cursor } = body as { text: string; cursor?: string };
    const answered = Promise.withResolvers<SearchAnswer>();
    asked.push({ text, ...(cursor !== undefined && { cursor }), answer: answered.resolve });
    return Response.json(await answered.promise);
  });
  await client.auth.signIn(credentials);
  await client.connection.connect();
  const search = await client.search.open();
  return {
    ...fixture,
    client,
    asked,
    search,
    goOffline: () => {
      isOffline = true;
      server.faults.breakStreams();
    },
    settle: () => clock.advance(0),
  };
}
const found = (search: SearchSession) => search.store.get().found;

test('keys in a row make one request, and the last input wins, whichever answer comes first', async () => {
  const { search, asked, clock, settle, client } = await setUp();
  for (const text of ['d', 'de', 'dep']) {
    search.set({ text });
    await clock.advance(50);
  }
  assert.equal(search.store.get().status, 'waiting');
  await clock.advance(200);
  assert.deepEqual(
    asked.map(({ text }) => text),
    ['dep'],
  );
  search.set({ text: 'deploy' });
  await clock.advance(200);
  asked[1]?.answer(answerWith({ total: 2 }));
  await settle();
  asked[0]?.answer(answerWith({ total: 1 }));
  await settle();
  assert.deepEqual([found(search)?.messages.total, found(search)?.input.text], [2, 'deploy']);
  assert.deepEqual([search.store.get().status, found(search)?.source], ['ready', 'server']);
  client.dispose();
  await settleStorage();
  assert.equal(clock.pending, 0);
});

test('what was answered a moment ago is shown at once, and asked for anew', async () => {
  const { search, asked, clock, settle } = await setUp();
  const ask = async (text: string, total: number) => {
    search.set({ text });
    await clock.advance(200);
    asked.at(-1)?.answer(answerWith({ total }));
    await settle();
  };
  await ask('one', 1);
  await ask('two', 2);
  search.set({ text: 'one' });
  await clock.advance(200);
  assert.deepEqual([search.store.get().status, found(search)?.messages.total], ['searching', 1]);
  asked.at(-1)?.answer(answerWith({ total: 3 }));
  await settle();
  assert.deepEqual([search.store.get().status, found(search)?.messages.total], ['ready', 3]);
  search.set({ text: '  ' });
  assert.deepEqual([search.store.get().status, found(search)], ['idle', null]);
});

test('an answer with a channel that is no longer the reader’s is not shown again', async () => {
  const { search, asked, clock, settle, server, general, bob, ada } = await setUp();
  const message = server.workspace.say(bob, general.id, 'secret plan');
  search.set({ text: 'plan' });
  await clock.advance(200);
  asked[0]?.answer(answerWith({ total: 1, items: [{ message, ranges: [], score: 1 }] }));
  await settle();
  assert.equal(found(search)?.messages.items.length, 1);
  search.set({ text: 'other' });
  await clock.advance(200);
  asked[1]?.answer(answerWith());
  await settle();
  server.workspace.removeMember(general.id, ada);
  await clock.advance(50);
  search.set({ text: 'plan' });
  await clock.advance(200);
  assert.equal(found(search)?.messages.items.length, 0);
});

test('pages are added, each message once, and a page of an overtaken search is not', async () => {
  const { search, asked, clock, settle, server, general, bob } = await setUp();
  const hits = [1, 2, 3].map((at) => ({
    message: server.workspace.say(bob, general.id, `hit ${at}`),
    ranges: [],
    score: 1,
  }));
  search.set({ text: 'hit' });
  await clock.advance(200);
  asked[0]?.answer(answerWith({ total: 3, items: hits.slice(0, 2), next: 'page-2' }));
  await settle();
  const more = search.more();
  await settle();
  assert.equal(asked[1]?.cursor, 'page-2');
  asked[1].answer(answerWith({ total: 3, items: hits.slice(1) }));
  await more;
  assert.deepEqual(
    found(search)?.messages.items.map(({ message }) => message.text),
    ['hit 1', 'hit 2', 'hit 3'],
  );
  assert.equal(found(search)?.messages.next, null);
});

test('a search that fails says so, keeps what was found, and can be tried again', async () => {
  const { search, asked, clock, settle, server } = await setUp();
  search.set({ text: 'works' });
  await clock.advance(200);
  asked[0]?.answer(answerWith({ total: 7 }));
  await settle();
  server.faults.intercept('search.query', () =>
    Promise.resolve(
      Response.json(
        {
          type: '',
          title: '',
          status: 503,
          detail: 'down',
          code: 'search_unavailable',
          retryable: true,
          requestId: 'x',
        },
        { status: 503, headers: { 'content-type': 'application/problem+json' } },
      ),
    ),
  );
  search.set({ text: 'works not' });
  await clock.advance(200);
  const { status, error } = search.store.get();
  assert.deepEqual([status, error?.code, found(search)?.messages.total], ['failed', 'search_unavailable', 7]);
  server.faults.intercept('search.query', () => Promise.resolve(Response.json(answerWith({ total: 1 }))));
  search.run();
  await settle();
  assert.deepEqual([search.store.get().status, found(search)?.messages.total], ['ready', 1]);
});

test('without a network the same query is asked of what the device holds, and the answer says so', async () => {
  const { search, clock, client, server, general, bob, goOffline } = await setUp();
  await client.channels.timeline(general.id).open();
  for (const text of [
    'the deploy is done',
    'deployed https://a.example again',
    'nothing here',
    'rolling update',
  ])
    server.workspace.say(bob, general.id, text);
  await clock.advance(5_000);
  await settleStorage();
  goOffline();
  const ask = async (text: string) => {
    search.set({ text });
    await clock.advance(200);
    for (let turn = 0; turn < 20 && search.store.get().status !== 'ready'; turn += 1) {
      await settleStorage();
      await clock.advance(100);
    }
    return found(search)?.messages.items.map(
      ({ message, ranges }) =>
        `${message.text} [${ranges.map(({ start, end }) => message.text.slice(start, end)).join()}]`,
    );
  };
  assert.deepEqual(await ask('deploy'), [
    'deployed https://a.example again [deployed]',
    'the deploy is done [deploy]',
  ]);
  assert.equal(found(search)?.source, 'device');
  assert.deepEqual(await ask('deploy -again'), ['the deploy is done [deploy]']);
  assert.deepEqual(await ask('has:link'), ['deployed https://a.example again []']);
  assert.deepEqual(await ask(`from:${bob.name} "rolling update"`), ['rolling update [rolling,update]']);
  assert.deepEqual(await ask('from:me deploy'), []);
  assert.deepEqual(await ask(`in:${general.name} nothing`), ['nothing here [nothing]']);
  assert.deepEqual(await ask('before:2001 deploy'), []);
});

test('of what one person was answered nothing is shown to the next who signs in here', async () => {
  const { client, search, asked, clock, settle, server, general, bob } = await setUp();
  const message = server.workspace.say(bob, general.id, 'for ada alone');
  search.set({ text: 'ada' });
  await clock.advance(200);
  asked[0]?.answer(answerWith({ total: 1, items: [{ message, ranges: [], score: 1 }] }));
  await settle();
  assert.equal(found(search)?.messages.total, 1);
  search.dispose();
  await client.auth.signOut();
  await client.auth.signIn({ ...credentials, email: 'bob@example.com' });
  await client.connection.connect();
  await settle();
  const next = await client.search.open();
  next.set({ text: 'ada' });
  await clock.advance(200);
  assert.deepEqual([next.store.get().status, found(next)], ['searching', null]);
  asked.at(-1)?.answer(answerWith({ total: 0 }));
  await settle();
  assert.equal(found(next)?.messages.total, 0);
});
