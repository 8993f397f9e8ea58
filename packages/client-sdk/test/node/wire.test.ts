import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, MessagePage } from '@fechatter/protocol';
import { controlEvents, ephemeralEvents, loggedEvents } from '@fechatter/protocol/schemas';
import { settle } from '@fechatter/client-sdk/testing';
import { readEvent } from '../../src/wire/guards.ts';
import { createFixture } from '../fixture.ts';

test('W3 a member that this client does not know is kept as it came, and changes nothing else', async () => {
  const { liveClient, server, general, bob, reported } = createFixture();
  server.workspace.say(bob, general.id, 'from a newer server');
  server.faults.intercept('messages.list', async (_, next) => {
    const page = (await (await next()).json()) as MessagePage;
    return Response.json({
      ...page,
      sealed: true,
      items: page.items.map((item) => ({ ...item, mood: 'good' })),
    });
  });
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  const [item] = timeline.store.get().items;
  assert.equal((item?.message as Message & { readonly mood?: string }).mood, 'good');
  server.workspace.append({
    type: 'channel.updated',
    data: { channel: { ...general, name: 'renamed', version: 1_000, theme: 'dark' } },
    urgency: 'none',
  } as Parameters<typeof server.workspace.append>[0]);
  await settle();
  assert.equal(client.store.get().channels.get(general.id)?.channel.name, 'renamed');
  assert.deepEqual(reported, []);
  client.dispose();
});

test('W4 an event is one of the log when it is named by two words, and only then; it is none of the protocol without a place', () => {
  assert.ok(Object.keys(loggedEvents).every((type) => type.includes('.')));
  for (const type of Object.keys({ ...ephemeralEvents, ...controlEvents }))
    assert.ok(!type.includes('.'), type);
  const data = { channelId: 'c', userId: 'u', lastReadIndex: 1 };
  assert.equal(readEvent({ type: 'channel.read', data }), undefined);
  assert.deepEqual(readEvent({ type: 'channel.read', seq: 1, data }), { type: 'channel.read', seq: 1, data });
  const typing = { type: 'typing', data: { channelId: 'c', userId: 'u', typing: true } };
  assert.deepEqual(readEvent(typing), typing);
});

test('W5 C14 a log of another epoch is followed from a new snapshot, and nothing of the old one counts again', async () => {
  const { liveClient, server, general, bob, clock } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  server.workspace.say(bob, general.id, 'before');
  await settle();
  server.loseLog('replace');
  server.workspace.say(bob, general.id, 'after');
  await clock.advance(5_000);
  assert.deepEqual(
    timeline.store.get().items.map(({ message }) => message.text),
    ['before', 'after'],
  );
  assert.equal(client.store.get().channels.get(general.id)?.unread, 2);
  assert.equal(server.faults.count('workspaces.snapshot'), 2);
  assert.equal(client.connection.store.get().status, 'live');
  client.dispose();
});

test('W8 C5 O3 a server that answers 500 for an hour is asked on and on, never in a rush, and all is well after it', async () => {
  const { liveClient, server, general, bob, clock } = createFixture({ heartbeats: true });
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  const routes = ['events', 'messages.send', 'auth.refresh', 'workspaces.snapshot'] as const;
  for (const route of routes) server.faults.intercept(route, () => new Response('oops', { status: 500 }));
  server.faults.breakStreams();
  for (const text of ['one', 'two', 'three']) void timeline.send({ text });
  const before = server.faults.calls.length;
  await clock.advance(3_600_000);
  assert.equal(client.auth.store.get().status, 'signed-in', 'a server’s bad hour ends no session');
  assert.equal(client.connection.store.get().status === 'live', false);
  assert.deepEqual(
    timeline.store.get().items.map(({ delivery }) => delivery.status),
    ['pending', 'pending', 'pending'],
  );
  // The wait is ten seconds on average: the stream and the one command that is its timeline's turn, each with its token.
  const asked = server.faults.calls.length - before;
  assert.ok(asked > 300 && asked < 2_000, String(asked));
  for (const route of routes) server.faults.intercept(route, null);
  server.workspace.say(bob, general.id, 'meanwhile');
  await clock.advance(45_000);
  assert.equal(client.connection.store.get().status, 'live');
  assert.deepEqual(
    server.workspace.messages(general.id).map(({ text }) => text),
    ['meanwhile', 'one', 'two', 'three'],
  );
  assert.deepEqual(
    timeline.store.get().items.map(({ message, delivery }) => `${message.text} ${delivery.status}`),
    ['meanwhile sent', 'one sent', 'two sent', 'three sent'],
  );
  client.dispose();
});
