import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Timeline } from '@fechatter/client-sdk';
import { problemResponse } from '@fechatter/client-sdk/testing';
import { createFixture } from '../fixture.ts';
import { settle } from '@fechatter/client-sdk/testing';

const rows = (timeline: Timeline): string[] =>
  timeline.store
    .get()
    .items.map(
      ({ message, delivery, change }) =>
        `${message.text} ${delivery.status}${change === null ? '' : ` ${change.kind} ${change.status}`}`,
    );
const lost = (): never => {
  throw new TypeError('fetch failed');
};

test('O2 messages sent without a network stay pending and go out in order when it is back', async () => {
  const { liveClient, server, general, network, clock } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  server.faults.intercept('messages.send', lost);
  server.faults.intercept('events', lost);
  network.change('offline');
  const sent = ['one', 'two', 'three'].map((text) => timeline.send({ text }));
  await clock.advance(60_000);
  assert.deepEqual(rows(timeline), ['one pending', 'two pending', 'three pending']);
  server.faults.intercept('messages.send', null);
  server.faults.intercept('events', null);
  network.change('online');
  await clock.advance(1_000);
  assert.deepEqual(
    (await Promise.all(sent)).map(({ index }) => index),
    [1, 2, 3],
  );
  assert.deepEqual(rows(timeline), ['one sent', 'two sent', 'three sent']);
  assert.deepEqual(
    server.workspace.messages(general.id).map(({ text }) => text),
    ['one', 'two', 'three'],
  );
  client.dispose();
});

test('O1 a lost answer makes no second message, and every try carries the same id', async () => {
  const { liveClient, server, general, clock } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  let tries = 0;
  // The event does not come either: nothing but the retry can tell.
  server.faults.silenceStreams();
  server.faults.intercept('messages.send', async (_, next) => {
    const response = await next();
    tries += 1;
    return tries < 4 ? lost() : response;
  });
  const sent = timeline.send({ text: 'once' });
  await clock.advance(30_000);
  const message = await sent;
  assert.equal(tries, 4);
  assert.deepEqual(
    server.workspace.messages(general.id).map(({ id }) => id),
    [message.id],
  );
  assert.deepEqual(rows(timeline), ['once sent']);
  client.dispose();
});

test('O5 an event that comes before the answer confirms the message, whatever becomes of the answer', async () => {
  const { liveClient, server, general } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  server.faults.intercept('messages.send', async (_, next) => {
    await next();
    await settle();
    return lost();
  });
  const message = await timeline.send({ text: 'confirmed by its event' });
  assert.equal(message.index, 1);
  await settle();
  assert.deepEqual(rows(timeline), ['confirmed by its event sent']);
  assert.equal(server.faults.count('messages.send'), 1);
  client.dispose();
});

test('O3 a message that is refused for good is shown as failed and blocks no other', async () => {
  const { liveClient, server, general, clock } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  server.faults.intercept('messages.send', ({ body }, next) =>
    body['text'] === 'bad' ? problemResponse('forbidden') : next(),
  );
  const bad = timeline.send({ text: 'bad' });
  const good = timeline.send({ text: 'good' });
  await assert.rejects(bad, { code: 'forbidden', retryable: false });
  await good;
  await settle();
  assert.deepEqual(rows(timeline), ['good sent', 'bad failed']);
  await clock.advance(60_000);
  assert.equal(server.faults.count('messages.send'), 2);
  const id = timeline.store.get().items[1]?.message.id ?? '';
  server.faults.intercept('messages.send', null);
  await timeline.retry(id);
  assert.deepEqual(rows(timeline), ['good sent', 'bad sent']);
  assert.equal(timeline.store.get().items[1]?.message.id, id);
  client.dispose();
});

test('O3 a failed message can be discarded, or corrected and sent under its own id', async () => {
  const { liveClient, server, general } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  server.faults.intercept('messages.send', () => problemResponse('invalid_request'));
  await assert.rejects(timeline.send({ text: 'first' }));
  await assert.rejects(timeline.send({ text: 'second' }));
  const [first, second] = timeline.store.get().items.map(({ message }) => message.id);
  timeline.discard(first ?? '');
  assert.deepEqual(rows(timeline), ['second failed']);
  server.faults.intercept('messages.send', null);
  const corrected = await timeline.edit(second ?? '', 'corrected');
  assert.deepEqual([corrected.id, corrected.text], [second, 'corrected']);
  assert.equal(server.faults.count('messages.edit'), 0);
  client.dispose();
});

test('O3 Retry-After holds a timeline back, and a reconnect does not overrule it', async () => {
  const { liveClient, server, general, clock } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  server.faults.intercept('messages.send', () => problemResponse('rate_limited', { retryAfter: 10 }));
  const sent = timeline.send({ text: 'patience' });
  await settle();
  server.faults.intercept('messages.send', null);
  server.faults.breakStreams();
  await clock.advance(9_000);
  assert.equal(server.faults.count('messages.send'), 1);
  await clock.advance(1_100);
  await sent;
  client.dispose();
});

test('O5 an edit and a deletion are shown at once, and taken back when they are refused', async () => {
  const { liveClient, server, general, ada } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  const message = server.workspace.say(ada, general.id, 'original');
  await timeline.open();
  server.faults.intercept('messages.edit', () => problemResponse('forbidden'));
  const edit = timeline.edit(message.id, 'edited');
  assert.deepEqual(rows(timeline), ['edited sent edit pending']);
  await assert.rejects(edit, { code: 'forbidden' });
  assert.deepEqual(rows(timeline), ['original sent edit failed']);
  server.faults.intercept('messages.edit', null);
  await timeline.retry(message.id);
  await settle();
  assert.deepEqual(rows(timeline), ['edited sent']);
  const deleted = timeline.delete(message.id);
  assert.deepEqual(rows(timeline), [' sent delete pending']);
  assert.notEqual(timeline.store.get().items[0]?.message.deletedAt, null);
  await deleted;
  assert.deepEqual(rows(timeline), [' sent']);
  client.dispose();
});

test('O4 a message that the server surely has not is edited and deleted without a call', async () => {
  const { liveClient, server, general, clock } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  let release = (): void => {};
  server.faults.intercept('messages.send', async (_, next) => {
    await new Promise<void>((resolve) => (release = resolve));
    server.faults.intercept('messages.send', null);
    return next();
  });
  const first = timeline.send({ text: 'first' });
  const second = timeline.send({ text: 'second' });
  const third = timeline.send({ text: 'third' });
  await settle();
  const [, two, three] = timeline.store.get().items.map(({ message }) => message.id);
  const edited = timeline.edit(two ?? '', 'second, edited');
  await timeline.delete(three ?? '');
  await assert.rejects(third, { code: 'aborted' });
  release();
  await Promise.all([first, second, edited]);
  await clock.advance(1_000);
  assert.deepEqual(
    server.workspace.messages(general.id).map(({ text }) => text),
    ['first', 'second, edited'],
  );
  assert.deepEqual([server.faults.count('messages.edit'), server.faults.count('messages.delete')], [0, 0]);
  client.dispose();
});

test('O4 a message whose sending is under way is edited and deleted behind it, so that nothing is lost or overtaken', async () => {
  const { liveClient, server, general, clock } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  let tries = 0;
  server.faults.intercept('messages.send', async (_, next) => {
    tries += 1;
    return tries === 1 ? lost() : next();
  });
  const sent = timeline.send({ text: 'draft' });
  await settle();
  const id = timeline.store.get().items[0]?.message.id ?? '';
  const edited = timeline.edit(id, 'final');
  assert.deepEqual(rows(timeline), ['final pending edit pending']);
  await clock.advance(10_000);
  await Promise.all([sent, edited]);
  assert.deepEqual(
    server.workspace.messages(general.id).map(({ text }) => text),
    ['final'],
  );
  assert.deepEqual(rows(timeline), ['final sent']);
  client.dispose();
});

test('O2 one timeline’s trouble does not hold up another', async () => {
  const { liveClient, server, general, ada, bob } = createFixture();
  const other = server.workspace.addChannel('other', { members: [ada, bob] });
  const client = await liveClient();
  server.faults.intercept('messages.send', ({ path }, next) =>
    path['timelineId'] === general.id ? lost() : next(),
  );
  const stuck = client.channels.timeline(general.id).send({ text: 'stuck' });
  assert.equal((await client.channels.timeline(other.id).send({ text: 'through' })).index, 1);
  client.dispose();
  await assert.rejects(stuck, { code: 'disposed' });
});
