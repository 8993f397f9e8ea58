import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatEvent } from '@fechatter/client-sdk';
import { settle } from '@fechatter/client-sdk/testing';
import { createFixture } from '../fixture.ts';

const textOf = (event: ChatEvent): string =>
  event.type === 'message.created' ? event.data.message.text : event.type;

test('S10 applications are told of each event, after the state has it, until they want no more', async () => {
  const { liveClient, server, general, bob } = createFixture();
  const client = await liveClient();
  const told: string[] = [];
  const stop = client.events.subscribe((event) => {
    told.push(textOf(event));
    if (event.type !== 'message.created') return;
    const { index, channelId } = event.data.message;
    assert.equal(client.store.get().channels.get(channelId)?.channel.lastIndex, index);
  });
  const created: string[] = [];
  client.events.on('message.created', ({ data }) => created.push(data.message.text));
  server.workspace.say(bob, general.id, 'one');
  const message = server.workspace.say(bob, general.id, 'two');
  server.workspace.edit(message.id, 'two, edited');
  await settle();
  assert.deepEqual(told.slice(-3), ['one', 'two', 'message.edited']);
  stop();
  server.workspace.say(bob, general.id, 'three');
  await settle();
  assert.equal(told.at(-1), 'message.edited');
  assert.deepEqual(created, ['one', 'two', 'three']);
  client.dispose();
});

test('S10 what was missed is told once, also when a frame was lost and others came after it', async () => {
  const { liveClient, server, general, bob, clock } = createFixture();
  const client = await liveClient();
  const told: string[] = [];
  client.events.on('message.created', ({ data }) => told.push(data.message.text));
  const say = (text: string): unknown => server.workspace.say(bob, general.id, text);
  say('one');
  await settle();
  server.faults.add({
    frame: (type) => type === 'message.created',
    fault: { kind: 'drop-frame' },
    times: 1,
  });
  say('lost');
  say('two');
  await settle();
  assert.deepEqual(told, ['one', 'two']);
  server.heartbeat();
  await settle();
  await clock.advance(1_000);
  assert.deepEqual(told, ['one', 'two', 'lost']);
  client.connection.disconnect();
  say('three');
  await client.connection.connect();
  assert.deepEqual(told, ['one', 'two', 'lost', 'three']);
  client.dispose();
});

test('S10 applications are told when a snapshot takes the place of events', async () => {
  const { liveClient, server, general, bob, clock } = createFixture();
  const client = await liveClient();
  const told: string[] = [];
  client.events.subscribe((event) => told.push(textOf(event)));
  client.connection.disconnect();
  server.workspace.say(bob, general.id, 'before');
  server.loseLog('replace');
  const connected = client.connection.connect();
  await settle();
  // C6: the try with the new snapshot comes a second after the one that was told to reset.
  await clock.advance(1_000);
  await connected;
  assert.ok(told.includes('snapshot') && !told.includes('before'), told.join());
  server.workspace.say(bob, general.id, 'after');
  await settle();
  assert.equal(told.at(-1), 'after');
  client.dispose();
});

test('S10 V1 a listener that throws is reported, and the others are told all the same', async () => {
  const { liveClient, server, general, bob, reported } = createFixture();
  const client = await liveClient();
  const told: string[] = [];
  client.events.subscribe(() => {
    throw new Error('not my day');
  });
  client.events.subscribe((event) => told.push(textOf(event)));
  server.workspace.say(bob, general.id, 'one');
  await settle();
  assert.ok(told.includes('one'));
  assert.match(String(reported.at(-1)), /not my day/);
  client.dispose();
});
