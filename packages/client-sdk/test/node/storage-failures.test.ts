import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import type { ChatClient, Timeline } from '@fechatter/client-sdk';
import { IDBDatabase as FakeDatabase, IDBObjectStore as FakeStore } from 'fake-indexeddb';
import { createFixture, newBrowser, settleStorage, type Fixture } from '../fixture.ts';

const fillUp = (): void => {
  mock.method(FakeStore.prototype, 'put', () => {
    throw new DOMException('full', 'QuotaExceededError');
  });
};
afterEach(() => mock.restoreAll());

const lost = (): never => {
  throw new TypeError('fetch failed');
};
const texts = ({ server, general }: Fixture): string[] | undefined =>
  server.workspace.messages(general.id).map(({ text }) => text);
const pending = (timeline: Timeline): string[] =>
  timeline.store
    .get()
    .items.flatMap(({ message, delivery }) => (delivery.status === 'pending' ? message.text : []));
const storageOf = (client: ChatClient): string => {
  const { status, reason } = client.storage.get();
  return reason === null ? status : `${status} ${reason}`;
};
const databaseOf = ({ ada }: Fixture): string => `fechatter-outbox:https://chat.example.com/:${ada.id}`;

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('failed'));
  });
}

test('D1 a device without room is told of, and messages go out from memory; what waits is written when there is room', async () => {
  const fixture = createFixture();
  const { liveClient, server, general, clock, reported } = fixture;
  const browser = newBrowser();
  const client = await liveClient({ device: browser.openTab().device });
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  await settleStorage();
  fillUp();
  const states: string[] = [];
  client.storage.subscribe(() => states.push(storageOf(client)));
  await timeline.send({ text: 'through memory' });
  await settleStorage();
  assert.deepEqual(states, ['memory full', 'device'], 'nothing is unsent any more, so nothing is at risk');
  assert.ok(reported.length > 0);
  server.faults.intercept('messages.send', lost);
  void timeline.send({ text: 'waits' });
  await settleStorage();
  assert.deepEqual(pending(timeline), ['waits']);
  assert.equal(storageOf(client), 'memory full');
  mock.restoreAll();
  await clock.advance(31_000);
  await settleStorage();
  assert.equal(storageOf(client), 'device');
  client.dispose();
  await settleStorage();
  server.faults.intercept('messages.send', null);
  const next = await liveClient({ device: browser.openTab().device });
  await settleStorage();
  assert.deepEqual(texts(fixture), ['through memory', 'waits']);
  next.dispose();
});

test('D1 what cannot be written is sent by its own tab, although another one leads', async () => {
  const fixture = createFixture();
  const { liveClient, general } = fixture;
  const browser = newBrowser();
  const leader = await liveClient({ device: browser.openTab().device });
  await settleStorage();
  const follower = await liveClient({ device: browser.openTab().device });
  await settleStorage();
  fillUp();
  await follower.channels.timeline(general.id).send({ text: 'sent by itself' });
  assert.deepEqual(texts(fixture), ['sent by itself']);
  leader.dispose();
  follower.dispose();
});

test('D2 a database that another tab blocks is not waited for beyond 5 s', async () => {
  const fixture = createFixture();
  const { liveClient, general, clock } = fixture;
  const never = { open: () => ({}) } as unknown as IDBFactory;
  const connecting = liveClient({ device: { indexedDB: never } });
  await clock.advance(500);
  const client = await connecting;
  const sent = client.channels.timeline(general.id).send({ text: 'blocked' });
  await clock.advance(4_000);
  assert.deepEqual(texts(fixture), [], 'nothing goes out while it may be that something older waits');
  await clock.advance(20_000);
  await sent;
  assert.equal(storageOf(client), 'memory blocked');
  client.dispose();
});

test('D2 a database that a newer version takes over is let go of, and the client works from memory', async () => {
  const fixture = createFixture();
  const { liveClient, general, server } = fixture;
  const browser = newBrowser();
  const client = await liveClient({ device: browser.openTab().device });
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  server.faults.intercept('messages.send', lost);
  void timeline.send({ text: 'one' });
  await settleStorage();
  const newer = await done(browser.storage.indexedDB!.open(databaseOf(fixture), 2));
  void timeline.send({ text: 'two' });
  await settleStorage();
  assert.equal(storageOf(client), 'memory outdated');
  assert.deepEqual(pending(timeline), ['one', 'two']);
  server.faults.intercept('messages.send', null);
  client.connection.disconnect();
  await client.connection.connect();
  await settleStorage();
  assert.deepEqual(texts(fixture), ['one', 'two']);
  newer.close();
  client.dispose();
});

test('D3 a database that the browser has closed is opened again', async () => {
  const fixture = createFixture();
  const { liveClient, general } = fixture;
  const client = await liveClient({ device: newBrowser().openTab().device });
  await settleStorage();
  mock.method(
    FakeDatabase.prototype,
    'transaction',
    () => {
      throw new DOMException('closed', 'InvalidStateError');
    },
    { times: 1 },
  );
  await client.channels.timeline(general.id).send({ text: 'again' });
  assert.equal(storageOf(client), 'device');
  client.dispose();
});

test('D4 what is deleted from outside while the client runs is written again, and said', async () => {
  const fixture = createFixture();
  const { liveClient, general, server } = fixture;
  const browser = newBrowser();
  const client = await liveClient({ device: browser.openTab().device });
  const timeline = client.channels.timeline(general.id);
  server.faults.intercept('messages.send', lost);
  void timeline.send({ text: 'one' });
  await settleStorage();
  await browser.storage.wipe();
  void timeline.send({ text: 'two' });
  await settleStorage();
  assert.equal(storageOf(client), 'device wiped');
  client.dispose();
  await settleStorage();
  server.faults.intercept('messages.send', null);
  const next = await liveClient({ device: browser.openTab().device });
  await settleStorage();
  assert.deepEqual(texts(fixture), ['one', 'two']);
  next.dispose();
});

test('D4 what cannot be read is set aside and said; the rest goes out', async () => {
  const fixture = createFixture();
  const { liveClient, general, server } = fixture;
  const browser = newBrowser();
  const first = await liveClient({ device: browser.openTab().device });
  server.faults.intercept('messages.send', lost);
  void first.channels.timeline(general.id).send({ text: 'whole' });
  await settleStorage();
  first.dispose();
  await settleStorage();
  server.faults.intercept('messages.send', null);
  const database = await done(browser.storage.indexedDB!.open(databaseOf(fixture)));
  const values = (): IDBObjectStore => database.transaction('values', 'readwrite').objectStore('values');
  const spoilt = `${general.id} 000000000000 spoilt`;
  await done(values().put({ kind: 'send', message: 7 }, spoilt));
  const client = await liveClient({ device: browser.openTab().device });
  await settleStorage();
  assert.equal(storageOf(client), 'device corrupt');
  assert.deepEqual(texts(fixture), ['whole']);
  assert.deepEqual(await done(values().getAll()), [{ kind: 'send', message: 7 }]);
  database.close();
  client.dispose();
});

test('D1 a browser that denies its storage is told of, and stops nothing', async () => {
  const fixture = createFixture();
  const { liveClient, general } = fixture;
  const denied = {
    open: () => {
      throw new DOMException('denied', 'SecurityError');
    },
  } as unknown as IDBFactory;
  const client = await liveClient({ device: { indexedDB: denied } });
  await client.channels.timeline(general.id).send({ text: 'anyway' });
  assert.equal(storageOf(client), 'memory denied');
  client.dispose();
  const without = await liveClient();
  assert.equal(storageOf(without), 'memory unsupported');
  without.dispose();
});
