import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createChatClient, createMemoryStorage, type ChatClient, type Timeline } from '@fechatter/client-sdk';
import { createUser, encodeUser } from '@nats-io/jwt';
import { jwtAuthenticator, wsconnect } from '@nats-io/nats-core';
import { createLogger, createServer, type RunningServer } from '@fechatter/server-reference';
import { natsMissing, startNats, type RunningNats } from '../services/nats.ts';
import { until } from './until.ts';

describe('a client of a server that offers NATS', { skip: natsMissing() }, () => {
  let nats: RunningNats;
  let server: RunningServer;
  let reader: ChatClient;
  let writer: ChatClient;
  let timeline: Timeline;
  let outbound: Timeline;
  /** How the reader asked for its streams, in order. */
  const asked: ('sse' | 'nats')[] = [];
  const reported: unknown[] = [];
  /** The subject of the reader's last stream over NATS. */
  let subject = '';
  /** What the reader's timeline has had, in order. */
  const sent: string[] = [];

  before(async () => {
    nats = await startNats();
    server = await createServer({
      port: 0,
      nats: { url: nats.url, signer: nats, webSocketUrl: nats.webSocketUrl },
      logger: createLogger({ level: 'silent' }),
    });
    const response = await fetch(`${server.url}/v1/auth/sign-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        email: 'ada@example.com',
        password: 'correct horse battery',
        name: 'Ada',
        workspace: { slug: 'acme', name: 'Acme' },
      }),
    });
    await response.json();
    const newClient = async (
      options: Partial<Parameters<typeof createChatClient>[0]>,
    ): Promise<ChatClient> => {
      const client = createChatClient({ server: server.url, storage: createMemoryStorage(), ...options });
      await client.auth.signIn({ email: 'ada@example.com', password: 'correct horse battery' });
      await client.connection.connect();
      return client;
    };
    writer = await newClient({});
    reader = await newClient({
      // The shortest waits that chance allows.
      random: () => 0,
      onError: (error) => reported.push(error),
      fetch: async (input, init) => {
        const { pathname } = new URL(input instanceof Request ? input.url : input);
        if (pathname.endsWith('/events')) asked.push('sse');
        if (pathname.endsWith('/events/nats')) asked.push('nats');
        const response = await fetch(input, init);
        if (pathname.endsWith('/events/nats') && response.ok)
          ({ subject } = (await response.clone().json()) as { subject: string });
        return response;
      },
    });
    const channelId = [...reader.store.get().channels.keys()][0];
    assert.ok(channelId);
    timeline = reader.channels.timeline(channelId);
    await timeline.open();
    outbound = writer.channels.timeline(channelId);
    await outbound.open();
  });
  after(async () => {
    reader.dispose();
    writer.dispose();
    await server.stop();
    await nats.stop();
  });

  async function say(text: string): Promise<void> {
    sent.push(text);
    await outbound.send({ text });
  }

  /** The reader has everything that was sent, each once, in order. */
  async function hasAll(): Promise<void> {
    await until('everything has come', () => timeline.store.get().items.at(-1)?.message.text === sent.at(-1));
    const texts = timeline.store.get().items.map(({ message }) => message.text);
    assert.deepEqual(texts.slice(-sent.length), sent);
  }

  const live = (): boolean => reader.connection.store.get().status === 'live';

  test('begins over SSE, and goes over to NATS in mid-session without a loss', async () => {
    assert.deepEqual(asked, ['sse']);
    let count = 0;
    while (asked.at(-1) !== 'nats' || !live()) {
      await say(`while going over ${++count}`);
      assert.ok(count < 2_000);
    }
    await say('over NATS');
    await hasAll();
    assert.deepEqual(asked, ['sse', 'nats']);
  });

  test('is back on SSE at once when the NATS server is killed, and loses and doubles nothing', async () => {
    const killed = nats.kill();
    for (let count = 0; asked.at(-1) !== 'sse' || !live(); count += 1) await say(`without NATS ${count}`);
    await killed;
    await say('over SSE');
    await hasAll();
    assert.deepEqual(asked, ['sse', 'nats', 'sse']);
  });

  test('returns to NATS when it can be had again', async () => {
    await nats.restart();
    await until('the reader is back on NATS', () => asked.at(-1) === 'nats' && live());
    await say('over NATS again');
    await hasAll();
    assert.deepEqual(reported, []);
  });

  test('sees that a piece of the stream was lost, and has it again', async () => {
    const user = createUser();
    const jwt = await encodeUser('test', user, new TextEncoder().encode(nats.signingKey), {
      issuer_account: nats.account,
    });
    const connection = await wsconnect({
      servers: nats.webSocketUrl,
      authenticator: jwtAuthenticator(jwt, user.getSeed()),
      reconnect: false,
    });
    const asking = asked.length;
    // As if all before the millionth message were lost.
    connection.publish(subject, new Uint8Array([0, 15, 66, 64, 58, 10, 10]));
    await connection.flush();
    await connection.close();
    await say('while a piece is missing');
    await until('the reader has asked again', () => asked.length > asking && live());
    await say('nothing is missing');
    await hasAll();
  });

  test('leaves nothing behind when it is disposed', async () => {
    const before = server.hub.size;
    reader.dispose();
    await until('its stream is gone', () => server.hub.size === before - 1);
  });
});
