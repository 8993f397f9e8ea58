import assert from 'node:assert/strict';
import { after, before, describe, mock, test } from 'node:test';
import type { NatsStream, SessionId } from '@fechatter/protocol';
import type { NatsConnection } from '@nats-io/transport-node';
import { natsMissing, startNats, type RunningNats } from '../../../../../test/services/nats.ts';
import { connectNats } from '../../../src/nats/connect.ts';
import { NatsStreams } from '../../../src/nats/streams.ts';
import { openChat } from '../../chat.ts';
import { openMemoryDatabase } from '../../harness.ts';
import { hear } from '../../nats-stream.ts';

describe('readers over NATS', { skip: natsMissing() }, () => {
  let nats: RunningNats;
  let connection: NatsConnection;
  let streams: NatsStreams;
  let close: () => Promise<void>;
  let chat: Awaited<ReturnType<typeof openChat>>;
  let open: () => Promise<NatsStream>;

  before(async () => {
    nats = await startNats();
    const database = await openMemoryDatabase();
    chat = await openChat(database);
    connection = await connectNats({ url: nats.url, signer: nats }, 'test');
    // From here on the clock is the test's.
    mock.timers.enable({ apis: ['setInterval', 'Date'], now: Date.now() });
    streams = new NatsStreams({
      connection,
      signer: nats,
      url: nats.webSocketUrl,
      hub: chat.hub,
      onError: assert.ifError,
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
    mock.timers.reset();
    await connection.close();
    await nats.stop();
  });

  test('are let go of when they never hear, or are silent for longer than two heartbeats take', async () => {
    await open();
    const heard = await hear(await open(), '');
    await heard.stream.next('live');
    // As a device that loses its network: it says nothing any more.
    await heard.connection.close();
    mock.timers.tick(20_000);
    assert.equal(streams.size, 1, 'one never heard, the other may still be there');
    mock.timers.tick(25_000);
    assert.deepEqual([streams.size, chat.hub.size], [0, 0]);
  });

  test('are told of the end before the NATS server would cut them off', async () => {
    const held = await open();
    const heard = await hear(held, '');
    await heard.stream.next('live');
    mock.timers.setTime(Date.parse(held.expiresAt) - 29_000);
    heard.connection.publish(held.control, 'here');
    // What the reader has said is with the NATS server, and then with this one.
    await heard.connection.flush();
    await connection.flush();
    mock.timers.tick(5_000);
    await heard.stream.end();
    assert.equal(chat.hub.size, 0);
    await heard.connection.close();
  });
});
