import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChatClient, type ChatClient, type Timeline } from '@fechatter/client-sdk';
import type { TestTab } from '@fechatter/client-sdk/testing';
import { createFixture, newBrowser, settleStorage } from '../fixture.ts';

const credentials = { email: 'ada@example.com', password: 'secret' };
const lost = (): never => {
  throw new TypeError('fetch failed');
};
const rows = (timeline: Timeline): string[] =>
  timeline.store.get().items.map(({ message, delivery }) => `${message.text} ${delivery.status}`);

interface Tab {
  readonly tab: TestTab;
  readonly client: ChatClient;
  readonly timeline: Timeline;
}

function setUp() {
  const fixture = createFixture();
  const browser = newBrowser();
  const { server, general, storage } = fixture;
  return {
    ...fixture,
    browser,
    texts: () => server.workspace.messages(general.id).map(({ text }) => text),
    /** A tab of the browser in which somebody is signed in and reads. */
    open: async (who = credentials, tab = browser.openTab()): Promise<Tab> => {
      const client = createChatClient(
        tab.clientOptions({ ...server.clientOptions(), storage, random: () => 0.5 }),
      );
      await client.connection.connect().catch(() => client.auth.signIn(who));
      await client.connection.connect();
      const timeline = client.channels.timeline(general.id);
      await timeline.open();
      await settleStorage();
      return { tab, client, timeline };
    },
  };
}

test('O7 O8 what is written in one tab is seen pending in the others, and sent by one of them only', async () => {
  const { open, server, texts, clock } = setUp();
  const tabs = [await open(), await open(), await open()];
  server.faults.intercept('messages.send', lost);
  void tabs[1]?.timeline.send({ text: 'one' });
  void tabs[2]?.timeline.send({ text: 'two' });
  await settleStorage();
  for (const { timeline } of tabs) assert.deepEqual(rows(timeline), ['one pending', 'two pending']);
  server.faults.intercept('messages.send', null);
  const before = server.faults.count('messages.send');
  await clock.advance(20_000);
  await settleStorage();
  for (const { timeline } of tabs) assert.deepEqual(rows(timeline), ['one sent', 'two sent']);
  assert.deepEqual(texts(), ['one', 'two']);
  assert.equal(server.faults.count('messages.send') - before, 2);
  for (const { client } of tabs) client.dispose();
});

test('O8 who sends in one tab is told there what became of it, although another tab has sent it', async () => {
  const { open } = setUp();
  const [leader, other] = [await open(), await open()];
  const message = await other.timeline.send({ text: 'through the other' });
  assert.equal(message.index, 1);
  assert.equal((await other.timeline.edit(message.id, 'edited')).text, 'edited');
  await other.timeline.delete(message.id);
  leader.client.dispose();
  other.client.dispose();
});

test('O4 O8 a message that waits is edited and deleted from another tab as if it had never been said otherwise', async () => {
  const { open, server, texts, clock } = setUp();
  const [leader, other] = [await open(), await open()];
  server.faults.intercept('messages.send', lost);
  void leader.timeline.send({ text: 'stuck' });
  await settleStorage();
  void leader.timeline.send({ text: 'draft' });
  const mistake = leader.timeline.send({ text: 'mistake' });
  await settleStorage();
  const [, two, three] = other.timeline.store.get().items.map(({ message }) => message.id);
  void other.timeline.edit(two ?? '', 'final');
  await other.timeline.delete(three ?? '');
  await assert.rejects(mistake, { code: 'aborted' });
  assert.deepEqual(rows(leader.timeline), ['stuck pending', 'final pending']);
  server.faults.intercept('messages.send', null);
  await clock.advance(20_000);
  await settleStorage();
  assert.deepEqual(texts(), ['stuck', 'final']);
  assert.equal(server.faults.count('messages.edit'), 0);
  leader.client.dispose();
  other.client.dispose();
});

test('O7 a tab that dies is followed at once by another, which sends what it left and what it had begun to send', async () => {
  const { open, server, texts, clock } = setUp();
  const [leader, other] = [await open(), await open()];
  server.faults.intercept('messages.send', async (_, next) => {
    await next();
    return new Promise(() => {});
  });
  server.faults.silenceStreams();
  void leader.timeline.send({ text: 'one' });
  void leader.timeline.send({ text: 'two' });
  await settleStorage();
  server.faults.intercept('messages.send', null);
  leader.tab.close();
  await settleStorage();
  await clock.advance(1_000);
  await settleStorage();
  assert.deepEqual(texts(), ['one', 'two']);
  other.client.dispose();
  leader.client.dispose();
});

test('O7 a tab that sleeps while it leads is replaced within seconds, and wakes without sending anything twice', async () => {
  const { open, texts, clock } = setUp();
  const [leader, other] = [await open(), await open()];
  leader.tab.freeze();
  const sent = other.timeline.send({ text: 'not held up' });
  await clock.advance(2_900);
  assert.deepEqual(texts(), []);
  await clock.advance(200);
  await settleStorage();
  await sent;
  assert.deepEqual(texts(), ['not held up']);
  leader.tab.thaw();
  await other.timeline.send({ text: 'and on' });
  await leader.timeline.send({ text: 'awake again' });
  assert.deepEqual(texts(), ['not held up', 'and on', 'awake again']);
  leader.client.dispose();
  other.client.dispose();
});

test('O7 a tab that falls asleep with work to do is replaced, too', async () => {
  const { open, server, texts, clock } = setUp();
  const [leader, other] = [await open(), await open()];
  server.faults.intercept('messages.send', lost);
  void leader.timeline.send({ text: 'left behind' });
  await settleStorage();
  await clock.advance(1_000);
  leader.tab.freeze();
  server.faults.intercept('messages.send', null);
  await clock.advance(9_000);
  await settleStorage();
  assert.deepEqual(texts(), ['left behind']);
  leader.client.dispose();
  other.client.dispose();
});

test('O7 without locks every tab sends, and every message is there once and in order', async () => {
  const { open, browser, server, texts, clock } = setUp();
  const tabs = [];
  for (let count = 0; count < 3; count += 1)
    tabs.push(await open(credentials, browser.openTab({ locks: undefined })));
  server.faults.intercept('messages.send', lost);
  for (const text of ['one', 'two', 'three', 'four'])
    for (const { timeline } of tabs.slice(0, 1)) void timeline.send({ text });
  await settleStorage();
  server.faults.intercept('messages.send', null);
  await clock.advance(30_000);
  await settleStorage();
  assert.deepEqual(texts(), ['one', 'two', 'three', 'four']);
  for (const { client } of tabs) client.dispose();
});

test('A1 A4 of all tabs one renews the session, and a sign-out in one is a sign-out in all', async () => {
  const { open, server, clock } = setUp();
  const tabs = [await open(), await open(), await open()];
  const before = server.faults.count('auth.refresh');
  await clock.advance(580_000);
  await Promise.all(tabs.map(({ client }) => client.users.search({})));
  assert.equal(server.faults.count('auth.refresh') - before, 1);
  assert.equal(server.faults.count('auth.signIn'), 1);
  await tabs[1]?.client.auth.signOut();
  await settleStorage();
  for (const { client } of tabs) assert.equal(client.auth.store.get().status, 'signed-out');
  for (const { client } of tabs) client.dispose();
});

test('A5 two people in one browser never mix: neither their messages nor their sessions', async () => {
  const { open, server, general, clock, storage, ada: who } = setUp();
  const ada = await open();
  server.faults.intercept('messages.send', lost);
  void ada.timeline.send({ text: 'by Ada' });
  await settleStorage();
  const bob = await open();
  await bob.client.auth.signOut({ unsent: 'keep' });
  await settleStorage();
  assert.equal(ada.client.auth.store.get().status, 'signed-out', 'one browser, one sign-out');
  await bob.client.auth.signIn({ ...credentials, email: 'bob@example.com' });
  await bob.client.connection.connect();
  await ada.client.auth.signIn(credentials);
  await ada.client.connection.connect();
  void bob.client.channels.timeline(general.id).send({ text: 'by Bob' });
  await settleStorage();
  server.faults.intercept('messages.send', null);
  await clock.advance(580_000);
  await settleStorage();
  // Both renew their session: each its own, and the last one to sign in stays the one that is kept.
  await Promise.all([ada.client.users.search({}), bob.client.users.search({})]);
  await settleStorage();
  const authors = server.workspace
    .messages(general.id)
    .map(({ text, authorId }) => `${text} is ${authorId === who.id ? 'ada' : 'bob'}`)
    .sort();
  assert.deepEqual(authors, ['by Ada is ada', 'by Bob is bob']);
  const kept = (await storage.get('session:https://chat.example.com/')) as { account: { name: string } };
  assert.equal(kept.account.name, 'ada');
  await bob.client.auth.signOut();
  await settleStorage();
  assert.equal(ada.client.auth.store.get().status, 'signed-in');
  assert.notEqual(await storage.get('session:https://chat.example.com/'), undefined);
  ada.client.dispose();
  bob.client.dispose();
});

test('L1 after dispose a tab holds no lock, no channel and no timer', async () => {
  const { open, browser, clock } = setUp();
  const [one, two] = [await open(), await open()];
  one.client.dispose();
  two.client.dispose();
  await settleStorage();
  assert.deepEqual(browser.locks.size, { held: 0, waiting: 0 });
  assert.deepEqual([browser.channels.size, clock.pending], [0, 0]);
});
