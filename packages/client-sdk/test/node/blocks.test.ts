import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStorage, isApiError } from '@fechatter/client-sdk';
import { settle } from '@fechatter/client-sdk/testing';
import { callAs, createFixture } from '../fixture.ts';

test('S11 a block is in the state of every device of the person when it is made and when it ends', async () => {
  const { liveClient, bob } = createFixture();
  const [here, there] = [await liveClient(), await liveClient({ storage: createMemoryStorage() })];
  const blocked = (client: typeof here): unknown => client.store.get().me?.blockedIds;
  assert.deepEqual((await here.users.block(bob.id)).blockedIds, [bob.id]);
  assert.deepEqual(blocked(here), [bob.id]);
  await settle();
  assert.deepEqual(blocked(there), [bob.id]);
  await there.users.unblock(bob.id);
  await settle();
  assert.deepEqual([blocked(here), blocked(there)], [[], []]);
  here.dispose();
  there.dispose();
});

test('S2 a reply to a block that is late does not bring back what was changed since', async () => {
  const { liveClient, ada, bob, server } = createFixture();
  const client = await liveClient();
  const cyd = server.workspace.addUser('cyd');
  let answer: (() => void) | undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  server.faults.intercept('users.block', async (_call, answerNow) => {
    server.faults.intercept('users.block', null);
    const response = await answerNow();
    await held;
    return response;
  });
  const blocking = client.users.block(bob.id);
  await settle();
  await callAs(server, ada, 'users.block', { userId: cyd.id });
  await settle();
  answer?.();
  assert.deepEqual((await blocking).blockedIds, [bob.id]);
  assert.deepEqual(client.store.get().me?.blockedIds, [bob.id, cyd.id]);
  client.dispose();
});

test('S11 nobody who is blocked is shown as typing, and whoever was is not any more with their next word', async () => {
  const { liveClient, ada, bob, general, server } = createFixture();
  const client = await liveClient();
  const typing = (): unknown => client.store.get().channels.get(general.id)?.typing;
  const type = async (): Promise<void> => {
    server.workspace.tell({
      type: 'typing',
      data: { channelId: general.id, userId: bob.id, typing: true },
    });
    await settle();
  };
  await type();
  assert.deepEqual(typing(), [bob.id]);
  await callAs(server, ada, 'users.block', { userId: bob.id });
  await type();
  assert.deepEqual(typing(), []);
  await callAs(server, ada, 'users.unblock', { userId: bob.id });
  await settle();
  await type();
  assert.deepEqual(typing(), [bob.id]);
  client.dispose();
});

test('S11 a mention by somebody who is blocked does not count', async () => {
  const { liveClient, ada, bob, general, server } = createFixture();
  const client = await liveClient();
  const mentions = (): unknown => client.store.get().channels.get(general.id)?.mentions;
  const say = async (text: string): Promise<void> => {
    server.workspace.say(bob, general.id, text);
    await settle();
  };
  await say(`<@${ada.id}>`);
  assert.equal(mentions(), 1);
  await client.users.block(bob.id);
  assert.equal(mentions(), 0);
  await say(`<@${ada.id}>`);
  await say('<!channel>');
  assert.equal(mentions(), 0);
  await client.users.unblock(bob.id);
  assert.equal(mentions(), 3);
  client.dispose();
});

test('O5 a message to somebody who has blocked the caller has failed, and is tried again when the person says so', async () => {
  const { liveClient, ada, bob, server } = createFixture();
  const client = await liveClient();
  const { id } = await client.channels.direct(bob.id);
  const timeline = client.channels.timeline(id);
  await timeline.open();
  await callAs(server, bob, 'users.block', { userId: ada.id });
  const sending = timeline.send({ text: 'Hello' });
  await assert.rejects(sending, (error) => isApiError(error, 'blocked'));
  const [item] = timeline.store.get().items;
  assert.ok(item?.delivery.status === 'failed' && isApiError(item.delivery.error, 'blocked'));
  assert.equal(item.delivery.error.retryable, false);
  await callAs(server, bob, 'users.unblock', { userId: ada.id });
  await timeline.retry(item.message.id);
  assert.deepEqual(
    server.workspace.messages(id).map((message) => [message.id, message.text]),
    [[item.message.id, 'Hello']],
  );
  client.dispose();
});
