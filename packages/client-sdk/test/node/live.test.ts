import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFixture } from '../fixture.ts';
import { settle } from '@fechatter/client-sdk/testing';

test('a client that connects has the workspace and is live', async () => {
  const { liveClient, general, ada } = createFixture();
  const client = await liveClient();
  const state = client.store.get();
  assert.equal(client.connection.store.get().status, 'live');
  assert.equal(state.workspace?.slug, 'acme');
  assert.equal(state.me?.user.id, ada.id);
  assert.equal(state.channels.get(general.id)?.channel.name, 'general');
  client.dispose();
});

test('a message of somebody else appears, counts as unread and, when it mentions, as a mention', async () => {
  const { liveClient, general, ada, bob, server, reported, clock } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  server.workspace.say(bob, general.id, `Hello <@${ada.id}>`);
  await clock.advance(100);
  const channel = client.store.get().channels.get(general.id);
  assert.equal(channel?.unread, 1);
  assert.equal(channel.mentions, 1);
  assert.deepEqual(
    timeline.store.get().items.map(({ message }) => message.index),
    [1],
  );
  assert.equal(client.store.get().users.get(bob.id)?.name, 'bob');
  await timeline.markRead();
  assert.equal(client.store.get().channels.get(general.id)?.unread, 0);
  assert.equal(client.store.get().channels.get(general.id)?.mentions, 0);
  assert.deepEqual(reported, []);
  client.dispose();
});

test('a sent message is in the timeline at once, and once only when it was confirmed', async () => {
  const { liveClient, general, server } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  const seen: string[] = [];
  timeline.store.select(
    (state) => state.items,
    (items) => seen.push(items.map(({ delivery, message }) => `${message.index}:${delivery.status}`).join()),
  );
  const sent = timeline.send({ text: 'Hello' });
  assert.equal(timeline.store.get().items[0]?.delivery.status, 'pending');
  const message = await sent;
  await settle();
  assert.equal(message.index, 1);
  assert.deepEqual(seen, ['0:pending', '1:sent']);
  assert.equal(server.workspace.messages(general.id).length, 1);
  assert.equal(client.store.get().channels.get(general.id)?.unread, 0);
  client.dispose();
});
