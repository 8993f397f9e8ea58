import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChatClient, Device } from '@fechatter/client-sdk';
import { IDBObjectStore as FakeStore } from 'fake-indexeddb';
import { createFixture, newBrowser, settleStorage } from '../fixture.ts';

afterEach(() => mock.restoreAll());

const lost = (): never => {
  throw new TypeError('fetch failed');
};

const remove: (this: IDBObjectStore, key: IDBValidKey) => IDBRequest<undefined> = Reflect.get(
  FakeStore.prototype,
  'delete',
);

const getAll: (this: IDBObjectStore) => IDBRequest<unknown[]> = Reflect.get(FakeStore.prototype, 'getAll');

type Kind = 'outbox' | 'ahead';

/** Holds up the change of an outbox that reads next, and with it all that come after it. */
function holdUp(): { readonly letGo: () => void } {
  let isHeld = true;
  mock.method(
    FakeStore.prototype,
    'getAll',
    function (this: IDBObjectStore) {
      const request: { result?: unknown[]; onsuccess?: () => void } = {};
      const wait = (): void => {
        const asked = isHeld ? this.count() : getAll.call(this);
        asked.onsuccess = () => {
          if (Array.isArray(asked.result)) {
            request.result = asked.result;
            request.onsuccess?.();
          } else wait();
        };
      };
      wait();
      return request;
    },
    { times: 1 },
  );
  return {
    letGo: () => {
      isHeld = false;
    },
  };
}

function setUp() {
  const fixture = createFixture();
  const browser = newBrowser();
  const { server, general } = fixture;
  const broken = new Set<Kind>();
  return {
    ...fixture,
    browser,
    /** The databases of these kinds cannot be opened any more. */
    breakDown: (kind: Kind) => {
      broken.add(kind);
      browser.storage.set('closed');
    },
    mend: () => {
      broken.clear();
      server.faults.intercept('messages.send', null);
    },
    openDevice: (): Device => {
      const { device } = browser.openTab();
      const open = (name: string, version?: number): IDBOpenDBRequest | undefined => {
        if ([...broken].some((kind) => name.startsWith(`fechatter-${kind}:`)))
          throw new DOMException('broken', 'UnknownError');
        return device.indexedDB?.open(name, version);
      };
      // A test double has what the client calls, not all of the platform's.
      return { ...device, indexedDB: { open } as IDBFactory };
    },
    /** What was put ahead stays there, as when the page is gone before it can be dropped. */
    keepAhead: () => {
      mock.method(FakeStore.prototype, 'delete', function (this: IDBObjectStore, key: IDBValidKey) {
        if (this.transaction.db.name.startsWith('fechatter-ahead:'))
          throw new DOMException('', 'UnknownError');
        return remove.call(this, key);
      });
    },
    cut: () => server.faults.intercept('messages.send', lost),
    texts: () => server.workspace.messages(general.id).map(({ text }) => text),
  };
}

async function leave(client: ChatClient): Promise<void> {
  client.dispose();
  await settleStorage();
}

test('O2 O6 what was only put ahead goes out before what is written while the next page still looks for it', async () => {
  const { liveClient, newClient, general, server, ada, openDevice, breakDown, cut, mend, texts } = setUp();
  const first = await liveClient({ device: openDevice() });
  breakDown('outbox');
  cut();
  for (const text of ['one', 'two']) void first.channels.timeline(general.id).send({ text });
  await settleStorage();
  await leave(first);
  mend();
  const auth = { kind: 'session', session: server.session(ada) } as const;
  const second = newClient({ auth, device: openDevice() });
  const sent = new Promise((resolve) => {
    const stop = second.auth.store.subscribe(() => {
      if (second.auth.store.get().status !== 'signed-in') return;
      stop();
      resolve(second.channels.timeline(general.id).send({ text: 'three' }));
    });
  });
  await second.connection.connect();
  await sent;
  await settleStorage();
  assert.deepEqual(texts(), ['one', 'two', 'three']);
  second.dispose();
});

for (const sender of ['the tab of the later one', 'another tab'] as const)
  test(`O2 what was written in two tabs goes out in that order when the first of them is held up, and ${sender} sends`, async () => {
    const { liveClient, general, browser, texts } = setUp();
    const others = sender === 'another tab' ? [await liveClient({ device: browser.openTab().device })] : [];
    const quick = await liveClient({ device: browser.openTab().device });
    const slow = await liveClient({ device: browser.openTab().device });
    await settleStorage();
    const send = (client: ChatClient, text: string): Promise<unknown> =>
      client.channels.timeline(general.id).send({ text });
    const held = holdUp();
    const sent = [send(slow, 'one')];
    await settleStorage();
    sent.push(send(slow, 'two'));
    await delay(2);
    sent.push(send(quick, 'three'));
    await settleStorage();
    held.letGo();
    await Promise.all(sent);
    assert.deepEqual(texts(), ['one', 'two', 'three']);
    for (const client of [...others, quick, slow]) client.dispose();
  });

test('O6 what waits in the outbox goes out although what was put ahead cannot be read', async () => {
  const { liveClient, general, openDevice, breakDown, cut, server, texts } = setUp();
  const first = await liveClient({ device: openDevice() });
  cut();
  void first.channels.timeline(general.id).send({ text: 'waits' });
  await settleStorage();
  await leave(first);
  breakDown('ahead');
  server.faults.intercept('messages.send', null);
  const second = await liveClient({ device: openDevice() });
  await settleStorage();
  assert.deepEqual(texts(), ['waits']);
  second.dispose();
});

test('O6 what was put ahead goes out although the outbox cannot be read', async () => {
  const { liveClient, general, openDevice, breakDown, cut, server, texts } = setUp();
  const first = await liveClient({ device: openDevice() });
  breakDown('outbox');
  cut();
  void first.channels.timeline(general.id).send({ text: 'waits' });
  await settleStorage();
  await leave(first);
  server.faults.intercept('messages.send', null);
  const second = await liveClient({ device: openDevice() });
  await settleStorage();
  assert.deepEqual(texts(), ['waits']);
  second.dispose();
});

test('O4 D1 a message that could only be put ahead is edited and deleted there', async () => {
  const { liveClient, general, openDevice, breakDown, cut, mend, texts } = setUp();
  const first = await liveClient({ device: openDevice() });
  const timeline = first.channels.timeline(general.id);
  await timeline.open();
  breakDown('outbox');
  cut();
  for (const text of ['stuck', 'draft', 'mistake']) void timeline.send({ text });
  await settleStorage();
  const [, draft, mistake] = timeline.store.get().items.map(({ message }) => message.id);
  void timeline.edit(draft ?? '', 'final').catch(() => undefined);
  await timeline.delete(mistake ?? '');
  await settleStorage();
  await leave(first);
  mend();
  const second = await liveClient({ device: openDevice() });
  await settleStorage();
  assert.deepEqual(texts(), ['stuck', 'final']);
  second.dispose();
});

test('O4 an edit of a message that was sent is not lost when the message is found ahead again', async () => {
  const { liveClient, general, openDevice, keepAhead, cut, mend, texts } = setUp();
  keepAhead();
  const first = await liveClient({ device: openDevice() });
  const { id } = await first.channels.timeline(general.id).send({ text: 'draft' });
  cut();
  void first.channels.timeline(general.id).send({ text: 'stuck' });
  await settleStorage();
  await leave(first);
  mock.restoreAll();
  const second = await liveClient({ device: openDevice() });
  await settleStorage();
  const edited = second.channels.timeline(general.id).edit(id, 'final');
  await settleStorage();
  mend();
  second.connection.disconnect();
  await second.connection.connect();
  await edited;
  await settleStorage();
  assert.deepEqual(texts(), ['final', 'stuck']);
  second.dispose();
});

test('O8 a message of another tab that is still ahead is shown once when the outbox fails', async () => {
  const { liveClient, general, openDevice, breakDown, keepAhead, cut } = setUp();
  const writing = await liveClient({ device: openDevice() });
  const reading = await liveClient({ device: openDevice() });
  const timeline = reading.channels.timeline(general.id);
  await timeline.open();
  keepAhead();
  cut();
  void writing.channels.timeline(general.id).send({ text: 'once' });
  await settleStorage();
  breakDown('outbox');
  for (let time = 0; time < 2; time += 1) {
    reading.connection.disconnect();
    await reading.connection.connect();
    await settleStorage();
  }
  assert.deepEqual(
    timeline.store.get().items.map(({ message }) => message.text),
    ['once'],
  );
  writing.dispose();
  reading.dispose();
});
