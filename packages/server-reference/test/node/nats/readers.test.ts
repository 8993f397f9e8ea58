import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { NatsStream, SessionId } from '@fechatter/protocol';
import type { NatsConnection } from '@nats-io/transport-node';
import { natsMissing, startNats, type RunningNats } from '../../../../../test/services/nats.ts';
import { connectNats } from '../../../src/nats/connect.ts';
import { NatsStreams } from '../../../src/nats/streams.ts';
import { openChat } from '../../chat.ts';
import { openMemoryDatabase } from '../../harness.ts';
import { hear } from '../../nats-stream.ts';

/** The server looks after its readers every five seconds of real time; the clock is the test's. */
const LOOK = 6_000;

describe('readers over NATS', { skip: natsMissing() }, () => {
  let nats: RunningNats;
  let connection: NatsConnection;
  let streams: NatsStreams;
  let now = Date.now();
  let close: () => Promise<void>;
  let chat: Awaited<ReturnType<typeof openChat>>;
  let open: () => Promise<NatsStream>;

  before(async () => {
    nats = await startNats();
    const database = await openMemoryDatabase();
    chat = await openChat(database);
    connection = await connectNats({ url: nats.url, signer: nats }, 'test');
    streams = new NatsStreams({
      connection,
      signer: nats,
      url: nats.webSocketUrl,
      hub: chat.hub,
      onError: assert.ifError,
      now: () => now,
    });
    const workspace = await chat.workspace(['owner']);
    const [userId] = workspace.people;
    assert.ok(userId);
    open = () =>
      streams.open({
        workspaceId: workspace.id,
        userId,
        sessionId: userId as unknown as SessionId,
        cursor: null,
      });
    close = async () => {
      streams.stop();
      await chat.close();
      await database.close();
    };
  });
  after(async () => {
    await close();
    await connection.close();
    await nats.stop();
  });

  test('are let go of when they never hear, or are silent for longer than two heartbeats take', async () => {
    await open();
    const heard = await hear(await open(), '');
    await heard.stream.next('live');
    // As a device that loses its network: it says nothing any more.
    await heard.connection.close();
    now += 16_000;
    await delay(LOOK);
    assert.equal(streams.size, 1, 'one never heard, the other may still be there');
    now += 25_000;
    await delay(LOOK);
    assert.deepEqual([streams.size, chat.hub.size], [0, 0]);
  });

  test('are told of the end before the NATS server would cut them off', async () => {
    const held = await open();
    const heard = await hear(held, '');
    await heard.stream.next('live');
    now = Date.parse(held.expiresAt) - 29_000;
    heard.connection.publish(held.control, 'here');
    await heard.stream.end();
    assert.equal(chat.hub.size, 0);
    await heard.connection.close();
  });
});
