import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Timeline } from '@fechatter/client-sdk';
import { settle } from '@fechatter/client-sdk/testing';
import { createFixture } from '../fixture.ts';

const HOUR = 3_600_000;

/** A client of Ada's, who keeps the channel, one of Bob's, and a moment an hour from now by the clock of all. */
async function openCase() {
  const fixture = createFixture();
  const { server, general, bob, clock, liveClient } = fixture;
  const keeper = await liveClient();
  const client = await liveClient({ auth: { kind: 'session', session: server.session(bob) } });
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  const until = new Date(clock.now() + HOUR);
  return {
    ...fixture,
    keeper,
    client,
    timeline,
    until,
    silence: (moment: Date | null = until) => keeper.channels.silenceMember(general.id, bob.id, moment),
    silencedUntil: () => client.store.get().channels.get(general.id)?.membership.silencedUntil,
    dispose: () => {
      client.dispose();
      keeper.dispose();
    },
  };
}

const rows = (timeline: Timeline): string[] =>
  timeline.store.get().items.map(({ message, delivery }) => `${message.text} ${delivery.status}`);

test('who is silenced learns of it at once and after a resume, as everybody in the channel does', async () => {
  const { client, general, bob, until, server, clock, silence, silencedUntil, dispose } = await openCase();
  const told: unknown[] = [];
  client.events.on('member.updated', ({ data: { member } }) =>
    told.push([member.userId, member.silencedUntil]),
  );
  assert.equal(silencedUntil(), null);
  const member = await silence();
  await settle();
  assert.deepEqual([member.userId, member.silencedUntil], [bob.id, until.toISOString()]);
  assert.equal(silencedUntil(), until.toISOString());
  const { items } = await client.channels.members(general.id);
  assert.deepEqual(
    items.filter((item) => item.member.silencedUntil !== null).map(({ user }) => user.id),
    [bob.id],
  );
  server.faults.breakStreams();
  await silence(null);
  await clock.advance(5_000);
  assert.equal(silencedUntil(), null);
  assert.deepEqual(told, [
    [bob.id, until.toISOString()],
    [bob.id, null],
  ]);
  dispose();
});

test('who leaves while they are silenced, and joins again, knows at once that they are', async () => {
  const { client, general, silence, silencedUntil, until, dispose } = await openCase();
  await silence();
  await client.channels.leave(general.id);
  await settle();
  assert.equal(silencedUntil(), undefined);
  await client.channels.join(general.id);
  assert.equal(silencedUntil(), until.toISOString());
  dispose();
});

test('O3 what somebody silenced had written before is shown as failed, and goes out when they try again after it', async () => {
  const { timeline, general, network, server, clock, until, silence, dispose } = await openCase();
  server.faults.intercept('messages.send', () => {
    throw new TypeError('fetch failed');
  });
  network.change('offline');
  const sent = timeline.send({ text: 'written on the train' });
  const outcome = assert.rejects(sent, {
    code: 'silenced',
    retryable: false,
    message: `You are silenced in this channel until ${until.toISOString()}.`,
  });
  await silence();
  server.faults.intercept('messages.send', null);
  network.change('online');
  await clock.advance(30_000);
  await outcome;
  assert.deepEqual(rows(timeline), ['written on the train failed']);
  const id = timeline.store.get().items[0]?.message.id ?? '';
  await assert.rejects(timeline.retry(id), { code: 'silenced' });
  await clock.advance(HOUR);
  assert.deepEqual(rows(timeline), ['written on the train failed']);
  await timeline.retry(id);
  assert.deepEqual(rows(timeline), ['written on the train sent']);
  assert.deepEqual(
    server.workspace.messages(general.id).map((message) => message.id),
    [id],
  );
  dispose();
});

test('O5 an edit of somebody silenced is taken back, and a deletion is not', async () => {
  const { timeline, silence, dispose } = await openCase();
  const message = await timeline.send({ text: 'before' });
  await silence();
  await assert.rejects(timeline.edit(message.id, 'after'), { code: 'silenced' });
  assert.deepEqual(rows(timeline), ['before sent']);
  timeline.discard(message.id);
  await timeline.delete(message.id);
  assert.notEqual(timeline.store.get().items[0]?.message.deletedAt, null);
  dispose();
});

test('who asks in vain to silence somebody is told why', async () => {
  const { client, keeper, general, ada, bob, clock, until, dispose } = await openCase();
  await assert.rejects(client.channels.silenceMember(general.id, ada.id, until), { code: 'forbidden' });
  await assert.rejects(keeper.channels.silenceMember(general.id, ada.id, until), { code: 'forbidden' });
  await assert.rejects(
    keeper.channels.silenceMember(general.id, bob.id, new Date(clock.now() + 29 * 24 * HOUR)),
    { code: 'invalid_request', fields: [{ field: 'body.until', message: 'can be 28 days ahead at most' }] },
  );
  const direct = await keeper.channels.direct(bob.id);
  await assert.rejects(keeper.channels.silenceMember(direct.id, bob.id, until), { code: 'forbidden' });
  dispose();
});

test('who is banned loses the channel at once, with what waits for it, and comes back when the ban has ended', async () => {
  const { client, keeper, timeline, general, bob, ada, network, server, clock, dispose } = await openCase();
  server.faults.intercept('messages.send', () => {
    throw new TypeError('fetch failed');
  });
  network.change('offline');
  const sent = timeline.send({ text: 'too late' });
  const outcome = assert.rejects(sent, { code: 'forbidden' });
  const ban = await keeper.channels.ban(general.id, bob.id, { reason: 'Spam' });
  assert.deepEqual([ban.userId, ban.bannedBy, ban.reason], [bob.id, ada.id, 'Spam']);
  server.faults.intercept('messages.send', null);
  network.change('online');
  await clock.advance(30_000);
  await outcome;
  assert.equal(client.store.get().channels.has(general.id), false);
  await assert.rejects(client.channels.join(general.id), { code: 'banned', retryable: false });
  await assert.rejects(keeper.channels.addMembers(general.id, [ada.id, bob.id]), {
    code: 'banned',
    fields: [{ field: 'body.userIds.1', message: 'is banned from this channel' }],
  });
  const { items, next } = await keeper.channels.bans(general.id);
  assert.deepEqual(
    items.map((item) => [item.ban, item.user.name]),
    [[ban, 'bob']],
  );
  assert.equal(next, null);
  await assert.rejects(client.channels.bans(general.id), { code: 'forbidden' });

  await keeper.channels.unban(general.id, bob.id);
  await client.channels.join(general.id);
  assert.equal(client.store.get().channels.has(general.id), true);
  assert.deepEqual((await keeper.channels.bans(general.id)).items, []);
  dispose();
});

test('a ban needs no reason, and whoever is in the list is known from then on', async () => {
  const { keeper, general, server, dispose } = await openCase();
  const stranger = server.workspace.addUser('stranger');
  const ban = await keeper.channels.ban(general.id, stranger.id);
  assert.equal(ban.reason, '');
  const { items } = await keeper.channels.bans(general.id, { limit: 10 });
  assert.equal(items[0]?.user.id, stranger.id);
  assert.equal(keeper.store.get().users.get(stranger.id)?.name, 'stranger');
  dispose();
});
