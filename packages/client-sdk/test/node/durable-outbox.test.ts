import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import type { ChatClient, Timeline } from '@fechatter/client-sdk';
import { problemResponse, type TestTab } from '@fechatter/client-sdk/testing';
import { IDBObjectStore as FakeStore } from 'fake-indexeddb';
import { createFixture, newBrowser, settleStorage } from '../fixture.ts';

afterEach(() => mock.restoreAll());

const lost = (): never => {
  throw new TypeError('fetch failed');
};
const rows = (timeline: Timeline): string[] =>
  timeline.store
    .get()
    .items.map(
      ({ message, delivery, change }) =>
        `${message.text} ${delivery.status}${change === null ? '' : ` ${change.kind} ${change.status}`}`,
    );
const storageOf = (client: ChatClient): string => {
  const { status, reason } = client.storage.get();
  return reason === null ? status : `${status} ${reason}`;
};

const open = ({ device }: TestTab, name: string): Promise<IDBDatabase> =>
  new Promise((resolve) => {
    const request = device.indexedDB?.open(name);
    if (request !== undefined) request.onsuccess = () => resolve(request.result);
  });

function setUp() {
  const fixture = createFixture();
  const browser = newBrowser();
  const { server, general } = fixture;
  return {
    ...fixture,
    browser,
    keysOf: async (name: string): Promise<readonly IDBValidKey[]> => {
      const database = await open(browser.openTab(), name);
      const request = database.transaction('values').objectStore('values').getAllKeys();
      await new Promise((resolve) => (request.onsuccess = resolve));
      database.close();
      return request.result;
    },
    texts: () => server.workspace.messages(general.id).map(({ text }) => text),
    cut: () => {
      for (const name of ['messages.send', 'messages.edit', 'messages.delete'] as const)
        server.faults.intercept(name, lost);
    },
    mend: () => {
      for (const name of ['messages.send', 'messages.edit', 'messages.delete'] as const)
        server.faults.intercept(name, null);
    },
  };
}

test('what an application hangs on a message goes with it, through a reload and an edit', async () => {
  const { liveClient, general, browser, cut, mend, clock, server } = setUp();
  cut();
  const first = await liveClient({ device: browser.openTab().device });
  const written = first.channels.timeline(general.id);
  void written.send({ text: 'one', custom: { order: '4711' } }).catch(() => undefined);
  const [waiting] = written.store.get().items;
  assert.deepEqual(waiting?.message.custom, { order: '4711' });
  void written.edit(waiting.message.id, 'two').catch(() => undefined);
  await settleStorage();
  first.dispose();
  await settleStorage();
  mend();
  const second = await liveClient({ device: browser.openTab().device });
  await second.channels.timeline(general.id).open();
  await settleStorage();
  await clock.advance(1_000);
  const [message] = server.workspace.messages(general.id);
  assert.deepEqual([message?.text, message?.custom], ['two', { order: '4711' }]);
  second.dispose();
});

test('O2 O6 what was written without a network survives a reload, and goes out once and in order', async () => {
  const { liveClient, general, browser, cut, mend, texts, clock, server } = setUp();
  cut();
  const first = await liveClient({ device: browser.openTab().device });
  const timeline = first.channels.timeline(general.id);
  for (const text of ['one', 'two', 'three']) void timeline.send({ text });
  await settleStorage();
  assert.equal(storageOf(first), 'device');
  first.dispose();
  await settleStorage();
  mend();
  const before = server.faults.count('messages.send');
  const second = await liveClient({ device: browser.openTab().device });
  await settleStorage();
  await clock.advance(1_000);
  await settleStorage();
  assert.deepEqual(texts(), ['one', 'two', 'three']);
  assert.equal(server.faults.count('messages.send') - before, 3);
  second.dispose();
});

test('O1 a command is in the database before it is sent, with its final id', async () => {
  const { liveClient, general, browser, server, ada } = setUp();
  const other = browser.openTab();
  let stored: unknown;
  server.faults.intercept('messages.send', async ({ body }, next) => {
    const name = `fechatter-outbox:https://chat.example.com/:${ada.id}`;
    const database = await open(other, name);
    const request = database.transaction('values').objectStore('values').getAll();
    stored = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    database.close();
    assert.deepEqual(
      (stored as { messageId: string }[]).map(({ messageId }) => messageId),
      [body['id']],
    );
    return next();
  });
  const client = await liveClient({ device: browser.openTab().device });
  await client.channels.timeline(general.id).send({ text: 'written first' });
  assert.notEqual(stored, undefined);
  client.dispose();
});

test('O1 a message is out of the hands of the page with the task that sends it, and stands behind what waited before', async () => {
  const { liveClient, general, browser, server, ada, texts, keysOf } = setUp();
  const tab = browser.openTab();
  const left = await liveClient({ device: tab.device });
  const timeline = left.channels.timeline(general.id);
  server.faults.intercept('messages.send', lost);
  void timeline.send({ text: 'before' });
  await settleStorage();
  // No answer comes to the page any more, and the change that it has begun waits for it.
  const put = mock.method(FakeStore.prototype, 'put');
  let isThere = true;
  mock.method(FakeStore.prototype, 'getAll', function hang(this: IDBObjectStore) {
    const asked = this.count();
    asked.onsuccess = () => {
      if (isThere) hang.call(this);
    };
    return {};
  });
  void timeline.send({ text: 'the last but one' });
  await settleStorage();
  void timeline.send({ text: 'the last word' });
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(put.mock.callCount(), 2, 'no answer of the database was waited for');
  await settleStorage();
  assert.equal((await keysOf(`fechatter-ahead:https://chat.example.com/:${ada.id}`)).length, 2);
  isThere = false;
  tab.close();
  left.dispose();
  mock.restoreAll();
  server.faults.intercept('messages.send', null);
  const client = await liveClient({ device: browser.openTab().device });
  await settleStorage();
  assert.deepEqual(texts(), ['before', 'the last but one', 'the last word']);
  assert.deepEqual(await keysOf(`fechatter-ahead:https://chat.example.com/:${ada.id}`), []);
  client.dispose();
});

test('O1 O6 a crash between the sending and the answer makes no second message', async () => {
  const { liveClient, general, browser, server, texts, clock } = setUp();
  const tab = browser.openTab();
  const crashed = await liveClient({ device: tab.device });
  server.faults.intercept('messages.send', async (_, next) => {
    await next();
    return new Promise(() => {});
  });
  // The event does not come either.
  server.faults.silenceStreams();
  void crashed.channels.timeline(general.id).send({ text: 'once' });
  await settleStorage();
  tab.close();
  crashed.dispose();
  server.faults.intercept('messages.send', null);
  const client = await liveClient({ device: browser.openTab().device });
  await settleStorage();
  await clock.advance(1_000);
  await settleStorage();
  assert.deepEqual(texts(), ['once']);
  assert.equal(server.faults.count('messages.send'), 2);
  await client.auth.signOut();
  client.dispose();
});

test('O4 O6 a message that was not sent yet is edited and deleted after a reload as if it had never been said otherwise', async () => {
  const { liveClient, general, browser, server, cut, mend, texts } = setUp();
  cut();
  const first = await liveClient({ device: browser.openTab().device });
  const one = first.channels.timeline(general.id);
  void one.send({ text: 'stuck' });
  await settleStorage();
  void one.send({ text: 'draft' });
  void one.send({ text: 'mistake' });
  await settleStorage();
  first.dispose();
  await settleStorage();
  const second = await liveClient({ device: browser.openTab().device });
  const timeline = second.channels.timeline(general.id);
  await timeline.open();
  await settleStorage();
  assert.deepEqual(rows(timeline), ['stuck pending', 'draft pending', 'mistake pending']);
  const [, draft, mistake] = timeline.store.get().items.map(({ message }) => message.id);
  const edited = timeline.edit(draft ?? '', 'final');
  await timeline.delete(mistake ?? '');
  mend();
  second.connection.disconnect();
  await second.connection.connect();
  assert.equal((await edited).text, 'final');
  await settleStorage();
  assert.deepEqual(texts(), ['stuck', 'final']);
  assert.deepEqual([server.faults.count('messages.edit'), server.faults.count('messages.delete')], [0, 0]);
  second.dispose();
});

test('O3 O6 what was refused is still shown as failed after a reload, with its reason, and can be tried again or discarded', async () => {
  const { liveClient, general, browser, server, mend, texts } = setUp();
  server.faults.intercept('messages.send', () => problemResponse('forbidden'));
  const first = await liveClient({ device: browser.openTab().device });
  const timeline = first.channels.timeline(general.id);
  await assert.rejects(timeline.send({ text: 'one' }));
  await assert.rejects(timeline.send({ text: 'two' }));
  await settleStorage();
  first.dispose();
  await settleStorage();
  mend();
  const second = await liveClient({ device: browser.openTab().device });
  const again = second.channels.timeline(general.id);
  await again.open();
  await settleStorage();
  assert.deepEqual(rows(again), ['one failed', 'two failed']);
  const [one, two] = again.store.get().items;
  assert.ok(one?.delivery.status === 'failed' && two !== undefined);
  assert.deepEqual(
    [one.delivery.error.name, one.delivery.error.code, one.delivery.error.retryable],
    ['ApiError', 'forbidden', false],
  );
  again.discard(one.message.id);
  await again.retry(two.message.id);
  await settleStorage();
  assert.deepEqual(texts(), ['two']);
  second.dispose();
});

test('O6 nothing is sent before it is known what was left unsent', async () => {
  const { liveClient, general, browser, cut, mend, texts } = setUp();
  cut();
  const first = await liveClient({ device: browser.openTab().device });
  void first.channels.timeline(general.id).send({ text: 'older' });
  await settleStorage();
  first.dispose();
  await settleStorage();
  mend();
  const second = await liveClient({ device: browser.openTab().device });
  await second.channels.timeline(general.id).send({ text: 'newer' });
  assert.deepEqual(texts(), ['older', 'newer']);
  second.dispose();
});

test('O9 a sign-out is refused while something is unsent, and says how much; it can be kept or discarded', async () => {
  const { newClient, general, browser, cut, mend, texts, clock } = setUp();
  const credentials = { email: 'ada@example.com', password: 'secret' };
  cut();
  const client = newClient({ device: browser.openTab().device });
  await client.auth.signIn(credentials);
  await client.connection.connect();
  const timeline = client.channels.timeline(general.id);
  void timeline.send({ text: 'one' });
  void timeline.send({ text: 'two' });
  await assert.rejects(client.auth.signOut(), { name: 'UnsentError', code: 'unsent', count: 2 });
  assert.equal(client.auth.store.get().status, 'signed-in');
  await client.auth.signOut({ unsent: 'keep' });
  mend();
  await client.auth.signIn({ ...credentials, email: 'bob@example.com' });
  await settleStorage();
  await clock.advance(60_000);
  assert.deepEqual(texts(), [], 'what one person wrote is not sent by another');
  await client.auth.signOut();
  await client.auth.signIn(credentials);
  await settleStorage();
  await client.users.search({});
  await settleStorage();
  assert.deepEqual(texts(), ['one', 'two']);
  cut();
  void timeline.send({ text: 'three' });
  await settleStorage();
  await client.auth.signOut({ unsent: 'discard' });
  mend();
  await client.auth.signIn(credentials);
  await settleStorage();
  await clock.advance(60_000);
  assert.deepEqual(texts(), ['one', 'two']);
  client.dispose();
});

test('O9 a session that was ended from outside leaves what is unsent on the device', async () => {
  const { newClient, general, browser, cut, mend, texts, server, ada } = setUp();
  const credentials = { email: 'ada@example.com', password: 'secret' };
  const client = newClient({ device: browser.openTab().device });
  await client.auth.signIn(credentials);
  await client.connection.connect();
  cut();
  const sent = client.channels.timeline(general.id).send({ text: 'kept' });
  await settleStorage();
  server.expireAccessTokens();
  server.endSessions(ada);
  await assert.rejects(client.users.search({}));
  await assert.rejects(sent, { code: 'aborted' });
  assert.equal(client.auth.store.get().status, 'signed-out');
  mend();
  await client.auth.signIn(credentials);
  await settleStorage();
  assert.deepEqual(texts(), ['kept']);
  client.dispose();
});
