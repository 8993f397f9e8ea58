import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '@fechatter/protocol';
import { makeChannel, openChat, sendMessage } from '../../chat.ts';
import { openMemoryDatabase } from '../../harness.ts';

test('something comes at least as often as hello says, and tells how many frames there were', async (t) => {
  const database = await openMemoryDatabase();
  t.mock.timers.enable({ apis: ['setInterval', 'Date'], now: Date.now() });
  const chat = await openChat(database);
  const workspace = await chat.workspace();
  const [ann = '', ben = ''] = workspace.people;
  const channel = await makeChannel(chat, workspace);
  const streams = await Promise.all([ann, ben, ben].map((person) => chat.stream(workspace.id, person)));
  for (const stream of streams) await stream.next('live');
  const sent = await sendMessage(chat, workspace.id, channel, ann, 'x');
  for (const stream of streams) await stream.until(sent.version);
  for (let round = 1; round <= 3; round += 1) {
    for (let second = 0; second < limits.heartbeatSeconds; second += 1) t.mock.timers.tick(1_000);
    for (const stream of streams) {
      await stream.next('heartbeat', () => stream.ofType('heartbeat').length === round);
      assert.deepEqual(stream.ofType('heartbeat').at(-1)?.data, { seq: sent.version, frames: 1 });
    }
  }
  await chat.close();
  await database.close();
});
