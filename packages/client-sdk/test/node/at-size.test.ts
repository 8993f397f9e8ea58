import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createChatClient } from '@fechatter/client-sdk';
import { createTestServer } from '@fechatter/client-sdk/testing';
import type { ChannelId, Message } from '@fechatter/protocol';
import '../../src/device/device-keeper.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of the heap that are in use. */
async function heap(): Promise<number> {
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  return process.memoryUsage().heapUsed;
}

test('10,000 missed events in a workspace of 2,000 channels are caught up with in one go, and the channel in view shows them', async (context) => {
  const server = createTestServer({ heartbeats: false });
  const { workspace } = server;
  const [ada, bob] = [workspace.addUser('Ada'), workspace.addUser('Bob')];
  const channels = Array.from({ length: 2_000 }, (_, at) =>
    workspace.addChannel(`channel ${at}`, { members: [bob, ada] }),
  );
  const client = createChatClient(server.clientOptions(ada));
  await client.connection.connect();
  const timeline = client.channels.timeline(channels[7]!.id);
  await timeline.open();
  let notified = 0;
  client.store.subscribe(() => (notified += 1));
  server.faults.offline = true;
  for (let count = 0; count < 10_000; count += 1)
    workspace.say(bob, channels[count % channels.length]!.id, `message ${count}`);
  const before = await heap();
  server.faults.offline = false;
  const start = performance.now();
  client.connection.retryNow();
  await server.clock.advance(0);
  const milliseconds = performance.now() - start;
  assert.equal(client.connection.store.get().status, 'live');
  const unread = [...client.store.get().channels.values()].map((channel) => channel.unread);
  assert.deepEqual(new Set(unread), new Set([5]));
  assert.equal(timeline.store.get().items.length, 5);
  const grown = (await heap()) - before;
  context.diagnostic(
    `${Math.round(milliseconds)} ms, ${Math.round(grown / 1_024)} KiB, ${notified} notifications`,
  );
  assert.ok(grown < 8 * 1_048_576, 'what was missed is not kept');
  assert.ok(notified < 100, 'those who follow the state are called once for each piece that came');
  assert.ok(milliseconds < 10_000);
  client.dispose();
});

test('100,000 messages in memory take at most 1.2 times what the parsed messages take', async (context) => {
  const server = createTestServer({ heartbeats: false });
  const { workspace } = server;
  const [ada, bob] = [workspace.addUser('Ada'), workspace.addUser('Bob')];
  const ids: ChannelId[] = [];
  for (let count = 0; count < 50; count += 1) {
    const { id } = workspace.addChannel(`channel ${count}`, { members: [bob, ada] });
    ids.push(id);
    for (let index = 0; index < 2_000; index += 1)
      workspace.say(bob, id, `Message number ${index} says something of ordinary length to everybody.`);
  }
  const text = ids.map((id) => JSON.stringify(workspace.messages(id)));
  const before = await heap();
  const parsed: Message[][] | null[] = text.map((json) => JSON.parse(json) as Message[]);
  const floor = (await heap()) - before;
  assert.equal(parsed.length, 50);
  parsed.fill(null as never);
  const client = createChatClient(server.clientOptions(ada));
  await client.connection.connect();
  const empty = await heap();
  for (const id of ids) {
    const timeline = client.channels.timeline(id);
    await timeline.open();
    while (timeline.store.get().hasOlder) await timeline.loadOlder();
    // What the test itself remembers is not the client's.
    server.faults.calls.length = 0;
  }
  const held = (await heap()) - empty;
  const count = ids.reduce((sum, id) => sum + client.channels.timeline(id).store.get().items.length, 0);
  const mebibytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);
  context.diagnostic(
    `${mebibytes(held)} MiB, parsed ${mebibytes(floor)} MiB: ${(held / floor).toFixed(2)} times`,
  );
  assert.equal(count, 100_000);
  assert.ok(held <= 1.2 * floor, `${(held / floor).toFixed(3)} times`);
  client.dispose();
});
