import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createId, type Session } from '@fechatter/protocol';
import { jetstreamManager } from '@nats-io/jetstream';
import { natsMissing, startNats, type RunningNats } from '../../../../../test/services/nats.ts';
import { createDatabase, postgresMissing } from '../../../../../test/services/postgres.ts';
import { LOG_STREAM } from '../../../src/event-bus/nats-bus.ts';
import { createLogger } from '../../../src/logging/logger.ts';
import { connectNats } from '../../../src/nats/connect.ts';
import { unlimited } from '../../../src/rate-limits/guessing-limits.ts';
import { createServer, type RunningServer } from '../../../src/server.ts';
import { TestStream } from '../../stream.ts';

describe('two processes that share a NATS server', { skip: natsMissing() || postgresMissing() }, () => {
  const servers: RunningServer[] = [];
  let nats: RunningNats;
  let drop: () => Promise<void>;
  let near: RunningServer;
  let far: RunningServer;
  let session: Session;
  let workspaceId: string;
  let channelId: string;
  let cursor: string;

  before(async () => {
    const database = await createDatabase();
    drop = () => database.drop();
    nats = await startNats();
    const start = async (): Promise<RunningServer> => {
      const server = await createServer({
        port: 0,
        databaseUrl: database.url,
        nats: { url: nats.url, signer: nats },
        publicUrl: 'https://chat.example.com',
        logger: createLogger({ level: 'silent' }),
        limiter: unlimited,
      });
      servers.push(server);
      return server;
    };
    near = await start();
    far = await start();
    session = await post<Session>(near, '/v1/auth/sign-up', {
      email: 'ada@example.com',
      password: 'correct horse battery',
      name: 'Ada',
      workspace: { slug: 'acme', name: 'Acme' },
    });
    workspaceId = session.account.workspaces[0]?.workspace.id ?? '';
    const snapshot = await fetch(`${near.url}/v1/workspaces/${workspaceId}/snapshot`, { headers: bearer() });
    const state = (await snapshot.json()) as { cursor: string; channels: { id: string }[] };
    channelId = state.channels[0]?.id ?? '';
    cursor = state.cursor;
  });
  after(async () => {
    for (const server of servers) await server.stop();
    await nats.stop();
    await drop();
  });

  const bearer = () => ({ authorization: `Bearer ${session.accessToken}` });

  async function post<T>(server: RunningServer, path: string, body: unknown, headers = {}): Promise<T> {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, await response.clone().text());
    return (await response.json()) as T;
  }

  const send = (server: RunningServer, text: string) =>
    post<{ index: number }>(
      server,
      `/v1/workspaces/${workspaceId}/timelines/${channelId}/messages`,
      { id: createId(), text },
      bearer(),
    );

  async function open(server: RunningServer): Promise<TestStream> {
    const response = await fetch(`${server.url}/v1/workspaces/${workspaceId}/events`, { headers: bearer() });
    assert.ok(response.body);
    const stream = new TestStream(response.body, cursor);
    await stream.next('live');
    return stream;
  }

  /** Waits for the last of these messages, and holds that they came in order, each once. */
  async function holds(stream: TestStream, sent: readonly { readonly index: number }[]): Promise<void> {
    const last = Math.max(...sent.map(({ index }) => index));
    await stream.next('message.created', ({ data }) => data.message.index === last);
    const indexes = stream.ofType('message.created').map(({ data }) => data.message.index);
    assert.deepEqual(
      indexes,
      Array.from({ length: indexes.length }, (_, at) => last - indexes.length + 1 + at),
    );
    for (const { index } of sent) assert.ok(indexes.includes(index));
  }

  test('deliver what both of them commit to one workspace, in one order and once', async () => {
    const streams = [await open(near), await open(far)];
    const sent = await Promise.all(
      Array.from({ length: 80 }, (_, at) => send(at % 2 === 0 ? near : far, `message ${at}`)),
    );
    for (const stream of streams) {
      await holds(stream, sent);
      await stream.close();
    }
  });

  test('keep what was committed in JetStream, each place of the log once', async () => {
    await send(near, 'kept');
    const connection = await connectNats({ url: nats.url, signer: nats }, 'test');
    try {
      const manager = await jetstreamManager(connection);
      const last = await manager.streams.getMessage(LOG_STREAM, {
        last_by_subj: `fechatter.log.${workspaceId}`,
      });
      const told = last?.json<{ head: number; events: { seq: number; payload: string }[] }>();
      assert.equal(last?.header.get('Nats-Msg-Id'), `${workspaceId}:${told?.head}`);
      assert.equal(told?.events.at(-1)?.seq, told?.head);
      assert.match(told?.events.at(-1)?.payload ?? '', /"kept"/);
    } finally {
      await connection.close();
    }
  });

  test('lose nothing when the NATS server is killed, and need it for nothing but speed', async () => {
    const stream = await open(far);
    const first = await send(near, 'before');
    await nats.kill();
    const during = await Promise.all(Array.from({ length: 10 }, (_, at) => send(near, `without ${at}`)));
    await holds(stream, [first, ...during]);
    await nats.restart();
    const then = await send(near, 'after');
    await holds(stream, [first, ...during, then]);
    await stream.close();
  });
});
