import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatClient, Timeline } from '@fechatter/client-sdk';
import { createFixture, newBrowser, settleStorage } from '../fixture.ts';

const credentials = { email: 'ada@example.com', password: 'secret' };
const lost = (): never => {
  throw new TypeError('fetch failed');
};
const rows = (timeline: Timeline): string[] =>
  timeline.store.get().items.map(({ message, delivery }) => `${message.text} ${delivery.status}`);

function setUp() {
  const fixture = createFixture();
  const { newClient, storage, server } = fixture;
  const browser = newBrowser();
  let isOffline = false;
  return {
    ...fixture,
    browser,
    goOffline: () => {
      isOffline = true;
      server.faults.breakStreams();
    },
    goOnline: () => (isOffline = false),
    /** A page of the browser, in which a session is kept. */
    open: (): ChatClient =>
      newClient({
        storage,
        device: browser.openTab().device,
        fetch: (...request) => (isOffline ? Promise.reject(lostError()) : server.fetch(...request)),
      }),
  };
}
const lostError = (): TypeError => new TypeError('fetch failed');

test('D5 O2 without a network the last view is there, history can be read and messages written; all goes out in order later', async () => {
  const { open, goOffline, goOnline, server, general, bob, clock } = setUp();
  server.workspace.say(bob, general.id, 'seen before');
  const first = open();
  await first.auth.signIn(credentials);
  await first.connection.connect();
  await first.channels.timeline(general.id).open();
  server.workspace.say(bob, general.id, 'seen live');
  await clock.advance(5_000);
  await settleStorage();
  goOffline();
  first.dispose();
  await settleStorage();

  const second = open();
  void second.connection.connect();
  await clock.advance(2_000);
  await settleStorage();
  assert.equal(second.store.get().workspace?.slug, 'acme');
  assert.equal(second.store.get().me?.user.name, 'ada');
  assert.equal(second.store.get().channels.get(general.id)?.unread, 2);
  assert.equal(second.store.get().users.get(bob.id)?.name, 'bob');
  const timeline = second.channels.timeline(general.id);
  const opened = timeline.open();
  await settleStorage();
  assert.deepEqual(rows(timeline), ['seen before sent', 'seen live sent']);
  await clock.advance(60_000);
  await opened;
  assert.equal(timeline.store.get().status, 'ready');
  void timeline.send({ text: 'one' });
  void timeline.send({ text: 'two' });
  await settleStorage();
  server.workspace.say(bob, general.id, 'said meanwhile');
  goOnline();
  second.connection.retryNow();
  await clock.advance(30_000);
  await settleStorage();
  assert.equal(second.connection.store.get().status, 'live');
  assert.deepEqual(rows(timeline), [
    'seen before sent',
    'seen live sent',
    'said meanwhile sent',
    'one sent',
    'two sent',
  ]);
  second.dispose();
});

test('D5 a start with a kept view asks for no snapshot: the stream goes on from where it was', async () => {
  const { open, server, general, bob, clock } = setUp();
  const first = open();
  await first.auth.signIn(credentials);
  await first.connection.connect();
  await clock.advance(5_000);
  await settleStorage();
  first.dispose();
  await settleStorage();
  server.workspace.say(bob, general.id, 'missed');
  const second = open();
  await second.connection.connect();
  assert.equal(server.faults.count('workspaces.snapshot'), 1);
  assert.equal(second.store.get().channels.get(general.id)?.unread, 1);
  second.dispose();
});

test('D5 S2 what was deleted or edited meanwhile is seen so as soon as there is a network', async () => {
  const { open, goOffline, goOnline, server, general, bob, clock } = setUp();
  const message = server.workspace.say(bob, general.id, 'to be deleted');
  const first = open();
  await first.auth.signIn(credentials);
  await first.connection.connect();
  await first.channels.timeline(general.id).open();
  await clock.advance(5_000);
  await settleStorage();
  goOffline();
  first.dispose();
  await settleStorage();
  server.workspace.delete(message.id, bob);
  const second = open();
  void second.connection.connect();
  const timeline = second.channels.timeline(general.id);
  void timeline.open();
  await clock.advance(60_000);
  await settleStorage();
  assert.deepEqual(rows(timeline), ['to be deleted sent']);
  goOnline();
  second.connection.retryNow();
  await clock.advance(30_000);
  await settleStorage();
  assert.deepEqual(rows(timeline), [' sent']);
  second.dispose();
});

test('D6 O9 a sign-out forgets what was seen, and keeps what is unsent only when it was told to', async () => {
  const { open, browser, server, general, ada, clock } = setUp();
  const client = open();
  await client.auth.signIn(credentials);
  await client.connection.connect();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  await clock.advance(5_000);
  server.faults.intercept('messages.send', lost);
  void timeline.send({ text: 'unsent' });
  await settleStorage();
  const count = async (kind: string): Promise<number> => {
    const request = browser.storage.indexedDB!.open(`fechatter-${kind}:https://chat.example.com/:${ada.id}`);
    const database = await new Promise<IDBDatabase>((resolve) => {
      request.onsuccess = () => resolve(request.result);
    });
    const counting = database.transaction('values').objectStore('values').count();
    const values = await new Promise<number>((resolve) => {
      counting.onsuccess = () => resolve(counting.result);
    });
    database.close();
    return values;
  };
  assert.ok((await count('view')) > 0);
  await client.auth.signOut({ unsent: 'keep' });
  await settleStorage();
  assert.deepEqual([await count('view'), await count('outbox')], [0, 1]);
  client.dispose();
});

test('D5 a kept view that cannot be read is no view, and stops nothing', async () => {
  const { open, browser, ada, clock, general, server } = setUp();
  const first = open();
  await first.auth.signIn(credentials);
  await first.connection.connect();
  await first.channels.timeline(general.id).open();
  await clock.advance(5_000);
  await settleStorage();
  first.dispose();
  await settleStorage();
  const request = browser.storage.indexedDB!.open(`fechatter-view:https://chat.example.com/:${ada.id}`);
  const database = await new Promise<IDBDatabase>((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  const values = database.transaction('values', 'readwrite').objectStore('values');
  values.put({ cursor: 7 }, `workspace:${server.workspace.workspace.id}`);
  values.put([1, 2, 3], `timeline:${general.id}`);
  await settleStorage();
  database.close();
  const second = open();
  await second.connection.connect();
  await second.channels.timeline(general.id).open();
  assert.equal(server.faults.count('workspaces.snapshot'), 2);
  second.dispose();
});
