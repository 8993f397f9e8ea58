import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createId, type Session } from '@fechatter/protocol';
import { createDatabase, postgresMissing } from '../../../../../test/services/postgres.ts';
import { freePort } from '../../../../../test/services/free-port.ts';
import type { ServerRole } from '../../../src/config/settings.ts';
import { createLogger } from '../../../src/logging/logger.ts';
import { unlimited } from '../../../src/rate-limits/guessing-limits.ts';
import { createServer, type RunningServer } from '../../../src/server.ts';
import { TestStream } from '../../stream.ts';

describe('processes that share a Postgres server', { skip: postgresMissing() }, () => {
  const servers: RunningServer[] = [];
  let drop: () => Promise<void>;
  let api: RunningServer;
  let near: RunningServer;
  let far: RunningServer;
  let session: Session;
  let workspaceId: string;
  let channelId: string;

  before(async () => {
    const database = await createDatabase();
    drop = () => database.drop();
    const start = async (...roles: ServerRole[]): Promise<RunningServer> => {
      const server = await createServer({
        port: await freePort(),
        databaseUrl: database.url,
        publicUrl: 'https://chat.example.com',
        roles: new Set(roles),
        logger: createLogger({ level: 'silent' }),
        limiter: unlimited,
      });
      servers.push(server);
      return server;
    };
    api = await start('api', 'worker');
    near = await start('realtime');
    far = await start('realtime');
    session = await post<Session>('/v1/auth/sign-up', {
      email: 'ada@example.com',
      password: 'correct horse battery',
      name: 'Ada',
      workspace: { slug: 'acme', name: 'Acme' },
    });
    workspaceId = session.account.workspaces[0]?.workspace.id ?? '';
    const snapshot = (await (
      await fetch(`${api.url}/v1/workspaces/${workspaceId}/snapshot`, { headers: bearer() })
    ).json()) as { channels: { id: string }[] };
    channelId = snapshot.channels[0]?.id ?? '';
  });
  after(async () => {
    for (const server of servers) await server.stop();
    await drop();
  });

  const bearer = (who: Session = session) => ({ authorization: `Bearer ${who.accessToken}` });

  async function post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
    const response = await fetch(api.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, await response.clone().text());
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  const send = (text: string) =>
    post<{ index: number }>(
      `/v1/workspaces/${workspaceId}/timelines/${channelId}/messages`,
      { id: createId(), text },
      bearer(),
    );

  async function open(server: RunningServer, who: Session = session): Promise<TestStream> {
    const response = await fetch(`${server.url}/v1/workspaces/${workspaceId}/events`, {
      headers: bearer(who),
    });
    assert.equal(response.status, 200);
    assert.ok(response.body);
    const stream = new TestStream(response.body, '');
    await stream.next('live');
    return stream;
  }

  test('deliver what was committed at another one, in order and once', async () => {
    const streams = [await open(near), await open(far)];
    const sent = await Promise.all(Array.from({ length: 40 }, (_, at) => send(`message ${at}`)));
    const last = Math.max(...sent.map((message) => message.index));
    for (const stream of streams) {
      await stream.next('message.created', (event) => event.data.message.index === last);
      const indexes = stream.ofType('message.created').map((event) => event.data.message.index);
      assert.deepEqual(
        indexes,
        Array.from({ length: indexes.length }, (_, at) => last - indexes.length + 1 + at),
      );
      assert.equal(indexes.length, 40);
      await stream.close();
    }
  });

  test('lose nothing for a reader who connects while others write', async () => {
    const writing = Promise.all(Array.from({ length: 60 }, (_, at) => send(`while opening ${at}`)));
    const stream = await open(near);
    const last = Math.max(...(await writing).map((message) => message.index));
    await stream.next('message.created', (event) => event.data.message.index === last);
    const indexes = stream.ofType('message.created').map((event) => event.data.message.index);
    for (const [at, index] of indexes.entries()) assert.equal(index, (indexes[0] ?? 0) + at);
    await stream.close();
  });

  test('show somebody who is connected to another one: there, away and gone', async () => {
    const { code } = await post<{ code: string }>(
      `/v1/workspaces/${workspaceId}/invites`,
      { id: createId() },
      bearer(),
    );
    const ben = await post<Session>('/v1/auth/sign-up', {
      email: 'ben@example.com',
      password: 'correct horse battery',
      name: 'Ben',
      inviteCode: code,
    });
    const watching = await open(near, ben);
    const ada = await open(far);
    const seen = (state: string) =>
      watching.next('presence', (event) =>
        event.data.changes.some(
          (change) => change.userId === session.account.userId && change.state === state,
        ),
      );
    await seen('online');
    const hello = await ada.next('hello');
    await fetch(`${api.url}/v1/workspaces/${workspaceId}/presence`, {
      method: 'PUT',
      headers: { ...bearer(), 'content-type': 'application/json' },
      body: JSON.stringify({ connectionId: hello.data.connectionId, activity: 'idle' }),
    });
    await seen('away');
    await ada.close();
    await seen('offline');
    await watching.close();
  });

  test('end the streams of a session that was ended at another one', async () => {
    const stream = await open(far);
    await post('/v1/auth/sign-out', {}, bearer());
    const goodbye = await stream.next('goodbye');
    assert.equal(goodbye.data.reason, 'session_revoked');
    await stream.end();
  });

  test('answer only what their roles are for', async () => {
    assert.equal((await fetch(`${near.url}/v1/capabilities`)).status, 404);
    assert.equal(
      (await fetch(`${api.url}/v1/workspaces/${workspaceId}/events`, { headers: bearer() })).status,
      404,
    );
    assert.equal((await fetch(`${near.url}/readyz`)).status, 200);
  });
});
