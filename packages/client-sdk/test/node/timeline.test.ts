import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Timeline } from '@fechatter/client-sdk';
import { LARGEST_WINDOW } from '../../src/timelines/window.ts';
import { problemResponse } from '@fechatter/client-sdk/testing';
import { createFixture, type Fixture } from '../fixture.ts';
import { settle } from '@fechatter/client-sdk/testing';

const indexes = (timeline: Timeline): number[] =>
  timeline.store.get().items.map(({ message }) => message.index);
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

function fill({ server, bob, general }: Fixture, count: number): void {
  for (let index = 1; index <= count; index += 1) server.workspace.say(bob, general.id, `message ${index}`);
}

test('a timeline opens at its end and pages to its beginning', async () => {
  const fixture = createFixture();
  fill(fixture, 120);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(fixture.general.id);
  await timeline.open();
  assert.deepEqual(indexes(timeline), range(71, 120));
  assert.deepEqual([timeline.store.get().hasOlder, timeline.store.get().hasNewer], [true, false]);
  await Promise.all([timeline.loadOlder(), timeline.loadOlder()]);
  assert.deepEqual(indexes(timeline), range(21, 120));
  await timeline.loadOlder();
  await timeline.loadOlder();
  assert.deepEqual(indexes(timeline), range(1, 120));
  assert.equal(timeline.store.get().hasOlder, false);
  client.dispose();
});

test('S4 a timeline opened in the middle pages both ways, takes no live message before it reaches the end, and then follows', async () => {
  const fixture = createFixture();
  fill(fixture, 120);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(fixture.general.id);
  await timeline.open({ around: 40 });
  assert.deepEqual(indexes(timeline), range(15, 64));
  assert.equal(timeline.store.get().hasNewer, true);
  fixture.server.workspace.say(fixture.bob, fixture.general.id, 'live');
  await settle();
  assert.deepEqual(indexes(timeline), range(15, 64));
  assert.equal(client.store.get().channels.get(fixture.general.id)?.channel.lastIndex, 121);
  await timeline.loadNewer();
  await timeline.loadNewer();
  assert.deepEqual([indexes(timeline), timeline.store.get().hasNewer], [range(15, 121), false]);
  fixture.server.workspace.say(fixture.bob, fixture.general.id, 'live');
  await settle();
  assert.deepEqual(indexes(timeline), range(15, 122));
  client.dispose();
});

test('S4 messages that come while a page is on its way are neither missed nor undone by it', async () => {
  const fixture = createFixture();
  const { server, bob, general } = fixture;
  fill(fixture, 10);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(general.id);
  server.faults.intercept('messages.list', async (_, next) => {
    const response = await next();
    server.faults.intercept('messages.list', null);
    // The page was read; all this happens before it arrives.
    server.workspace.say(bob, general.id, 'eleven');
    server.workspace.edit(server.workspace.messages(general.id)[4]?.id ?? '', 'edited');
    server.workspace.delete(server.workspace.messages(general.id)[5]?.id ?? '', bob);
    await settle();
    return response;
  });
  await timeline.open();
  await settle();
  assert.deepEqual(indexes(timeline), range(1, 11));
  assert.equal(timeline.store.get().items[4]?.message.text, 'edited');
  assert.notEqual(timeline.store.get().items[5]?.message.deletedAt, null);
  client.dispose();
});

test('S4 a message that is shown stays while the newest page is asked for again and arrives without it', async () => {
  const fixture = createFixture();
  const { server, bob, general } = fixture;
  fill(fixture, 10);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  server.faults.intercept('messages.list', async (_, next) => {
    const response = await next();
    server.faults.intercept('messages.list', null);
    server.workspace.say(bob, general.id, 'eleven');
    await settle();
    server.workspace.say(bob, general.id, 'twelve');
    await settle();
    return response;
  });
  const ends: number[] = [];
  timeline.store.subscribe(() => ends.push(indexes(timeline).at(-1) ?? 0));
  await timeline.open();
  await settle();
  assert.deepEqual(indexes(timeline), range(1, 12));
  assert.deepEqual(
    ends,
    ends.toSorted((a, b) => a - b),
  );
  client.dispose();
});

test('S4 a hole between the window and a live message is filled before it is shown', async () => {
  const fixture = createFixture();
  const { server, bob, general } = fixture;
  fill(fixture, 3);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  // Events for these went to nobody, as when they were lost on the way.
  server.faults.add({ frame: (type) => type === 'message.created', fault: { kind: 'drop-frame' }, times: 4 });
  fill(fixture, 4);
  const seen: number[][] = [];
  timeline.store.select(
    (state) => state.items,
    () => seen.push(indexes(timeline)),
  );
  server.workspace.say(bob, general.id, 'eight');
  await settle();
  assert.deepEqual(seen.at(-1), range(1, 8));
  for (const shown of seen) assert.deepEqual(shown, range(shown[0] ?? 1, shown.at(-1) ?? 0));
  client.dispose();
});

test('S5 a timeline that could not be loaded says why, and loads when there is a connection', async () => {
  const fixture = createFixture();
  const { server, general, clock } = fixture;
  fill(fixture, 3);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(general.id);
  server.faults.intercept('messages.list', () => {
    throw new TypeError('fetch failed');
  });
  const opened = assert.rejects(timeline.open(), { code: 'network' });
  await clock.advance(10_000);
  await opened;
  assert.deepEqual([timeline.store.get().status, timeline.store.get().error?.code], ['failed', 'network']);
  server.faults.intercept('messages.list', null);
  server.faults.breakStreams();
  await clock.advance(2_000);
  assert.deepEqual([timeline.store.get().status, indexes(timeline)], ['ready', range(1, 3)]);
  client.dispose();
});

test('opening again gives up the page on its way', async () => {
  const fixture = createFixture();
  fill(fixture, 120);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(fixture.general.id);
  const first = assert.rejects(timeline.open(), { code: 'aborted' });
  await timeline.open({ around: 30 });
  await first;
  assert.deepEqual(indexes(timeline), range(5, 54));
  assert.equal(timeline.store.get().status, 'ready');
  client.dispose();
});

test('S7 a window stays bounded: far messages are let go of, and can be had again', async () => {
  const fixture = createFixture();
  fill(fixture, LARGEST_WINDOW + 200);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(fixture.general.id);
  await timeline.open();
  while (timeline.store.get().hasOlder) await timeline.loadOlder();
  assert.equal(indexes(timeline).length, LARGEST_WINDOW);
  assert.deepEqual([indexes(timeline)[0], timeline.store.get().hasNewer], [1, true]);
  await timeline.loadNewer();
  assert.equal(indexes(timeline).length, LARGEST_WINDOW);
  client.dispose();
});

test('V3 rows that have not changed stay the same objects, and the list too when nothing in it changed', async () => {
  const fixture = createFixture();
  fill(fixture, 5);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(fixture.general.id);
  await timeline.open();
  await settle();
  const before = timeline.store.get().items;
  fixture.server.workspace.append({
    type: 'channel.read',
    data: { channelId: fixture.general.id, userId: fixture.bob.id, lastReadIndex: 99 },
  });
  await settle();
  assert.equal(timeline.store.get().readBy.get(fixture.bob.id), 99);
  assert.equal(timeline.store.get().items, before);
  fixture.server.workspace.edit(before[2]?.message.id ?? '', 'edited');
  await settle();
  const after = timeline.store.get().items;
  assert.deepEqual(
    after.map((item, at) => item === before[at]),
    [true, true, false, true, true],
  );
  client.dispose();
});

test('how far the others have read is known from the start, and follows what they write', async () => {
  const fixture = createFixture();
  const { server, bob, general, ada } = fixture;
  fill(fixture, 3);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  await settle();
  assert.deepEqual([...timeline.store.get().readBy], [[bob.id, 3]]);
  await timeline.send({ text: 'Read this' });
  server.workspace.say(bob, general.id, 'I did');
  await settle();
  assert.deepEqual([...timeline.store.get().readBy], [[bob.id, 5]]);
  assert.equal(timeline.store.get().readBy.has(ada.id), false);
  client.dispose();
});

test('S6 typing is shown until it stops, is not heard of for a while, or the message comes', async () => {
  const { liveClient, server, bob, general, clock } = createFixture();
  const client = await liveClient();
  const typing = (is: boolean): void =>
    server.workspace.tell({ type: 'typing', data: { channelId: general.id, userId: bob.id, typing: is } });
  const shown = (): number => client.store.get().channels.get(general.id)?.typing.length ?? -1;
  typing(true);
  await settle();
  assert.equal(shown(), 1);
  typing(false);
  await settle();
  assert.equal(shown(), 0);
  typing(true);
  await clock.advance(5_000);
  typing(true);
  await clock.advance(5_000);
  assert.equal(shown(), 1);
  await clock.advance(1_100);
  assert.equal(shown(), 0);
  typing(true);
  await settle();
  server.workspace.say(bob, general.id, 'Done');
  await settle();
  assert.equal(shown(), 0);
  client.dispose();
});

test('the caller’s typing is told sparingly, stops by itself, and is not told to be over when a message says so', async () => {
  const { liveClient, server, general, clock } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  const told = (): unknown[] =>
    server.faults.calls.filter(({ route }) => route === 'channels.typing').map(({ body }) => body['typing']);
  for (let key = 0; key < 20; key += 1) {
    timeline.typing(true);
    await clock.advance(200);
  }
  assert.deepEqual(told(), [true, true]);
  await clock.advance(6_000);
  assert.deepEqual(told(), [true, true, false]);
  timeline.typing(true);
  await timeline.send({ text: 'Done' });
  await clock.advance(10_000);
  assert.deepEqual(told(), [true, true, false, true]);
  client.dispose();
});

test('reading is shown at once, told in one call at a time, and told later when there was no network', async () => {
  const fixture = createFixture();
  const { server, general, clock } = fixture;
  fill(fixture, 5);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(general.id);
  const unread = (): number => client.store.get().channels.get(general.id)?.unread ?? -1;
  server.faults.intercept('channels.read', () => {
    throw new TypeError('fetch failed');
  });
  const read = assert.rejects(timeline.markRead(), { code: 'network' });
  assert.equal(unread(), 0);
  await clock.advance(10_000);
  await read;
  server.faults.intercept('channels.read', null);
  server.faults.breakStreams();
  await clock.advance(2_000);
  assert.equal(server.workspace.snapshot(fixture.ada).memberships[0]?.lastReadIndex, 5);
  await timeline.markUnread(4);
  assert.equal(unread(), 2);
  client.dispose();
});

test('S8 someone removed from a channel loses it, its messages and what was on its way there, and gets it back when added', async () => {
  const fixture = createFixture();
  const { server, general, ada } = fixture;
  fill(fixture, 3);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  server.faults.intercept('messages.send', () => problemResponse('server_busy'));
  const sent = timeline.send({ text: 'too late' });
  await settle();
  server.workspace.removeMember(general.id, ada);
  await assert.rejects(sent, { code: 'not_found' });
  await settle();
  assert.equal(client.store.get().channels.has(general.id), false);
  assert.deepEqual([timeline.store.get().status, timeline.store.get().items.length], ['failed', 0]);
  server.workspace.addMember(general.id, ada);
  await settle();
  assert.equal(client.store.get().channels.get(general.id)?.unread, 0, 'who joins starts with all read');
  client.dispose();
});

test('S9 authors whom the client does not know yet are asked for, all in one request', async () => {
  const fixture = createFixture();
  const { server, general, clock } = fixture;
  const people = Array.from({ length: 5 }, (_, at) => server.workspace.addUser(`person ${at}`));
  for (const person of people) server.workspace.addMember(general.id, person);
  const client = await fixture.liveClient();
  await client.channels.timeline(general.id).open();
  people.forEach((person) => server.workspace.say(person, general.id, 'Hello'));
  await clock.advance(100);
  assert.ok(people.every(({ id }) => client.store.get().users.has(id)));
  assert.equal(server.faults.count('users.list'), 1);
  client.dispose();
});

test('a place that cannot be had leaves the timeline where it was', async () => {
  const fixture = createFixture();
  const { server, general, clock } = fixture;
  fill(fixture, 120);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  server.faults.intercept('messages.list', () => {
    throw new TypeError('fetch failed');
  });
  const opened = assert.rejects(timeline.open({ around: 10 }), { code: 'network' });
  await clock.advance(10_000);
  await opened;
  assert.deepEqual([timeline.store.get().status, indexes(timeline)], ['ready', range(71, 120)]);
  server.faults.intercept('messages.list', null);
  await timeline.loadOlder();
  fixture.server.workspace.say(fixture.bob, general.id, 'live');
  await settle();
  assert.deepEqual(indexes(timeline), range(21, 121));
  client.dispose();
});

test('a timeline is read and its dates are found without moving it', async () => {
  const fixture = createFixture();
  fill(fixture, 120);
  const client = await fixture.liveClient();
  const timeline = client.channels.timeline(fixture.general.id);
  await timeline.open();
  const messages = await timeline.read({ before: 31, limit: 20 });
  assert.deepEqual(
    messages.map(({ index }) => index),
    range(11, 30),
  );
  const { firstAt, lastIndex } = await timeline.places();
  assert.equal(lastIndex, 120);
  const [first, none] = (await timeline.places([new Date(firstAt ?? 0), new Date('2100-01-01')])).places;
  assert.deepEqual([first, none], [1, 121]);
  assert.deepEqual(indexes(timeline), range(71, 120));
  timeline.dispose();
  await assert.rejects(timeline.read({ before: 2 }), { code: 'disposed' });
  client.dispose();
});
