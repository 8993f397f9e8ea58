import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createId, type NatsStream, type Session } from '@fechatter/protocol';
import { NatsStream as NatsStreamSchema } from '@fechatter/protocol/schemas';
import { connect, jwtAuthenticator, wsconnect } from '@nats-io/transport-node';
import { natsMissing, startNats, type RunningNats } from '../../../../../test/services/nats.ts';
import { createLogger } from '../../../src/logging/logger.ts';
import { mintUser } from '../../../src/nats/user-jwt.ts';
import { unlimited } from '../../../src/rate-limits/guessing-limits.ts';
import { createServer, type RunningServer } from '../../../src/server.ts';
import { hear, signIn } from '../../nats-stream.ts';
import { TestStream } from '../../stream.ts';

describe('an event stream over NATS', { skip: natsMissing() }, () => {
  let nats: RunningNats;
  let server: RunningServer;
  let ada: Session;
  let workspaceId: string;
  let channelId: string;
  let cursor: string;

  before(async () => {
    nats = await startNats();
    server = await createServer({
      port: 0,
      nats: { url: nats.url, signer: nats, webSocketUrl: nats.webSocketUrl },
      logger: createLogger({ level: 'silent' }),
      limiter: unlimited,
    });
    ada = await post<Session>('/v1/auth/sign-up', {
      email: 'ada@example.com',
      password: 'correct horse battery',
      name: 'Ada',
      workspace: { slug: 'acme', name: 'Acme' },
    });
    workspaceId = ada.account.workspaces[0]?.workspace.id ?? '';
    const snapshot = await fetch(`${server.url}/v1/workspaces/${workspaceId}/snapshot`, {
      headers: bearer(ada),
    });
    const state = (await snapshot.json()) as { cursor: string; channels: { id: string }[] };
    channelId = state.channels[0]?.id ?? '';
    cursor = state.cursor;
  });
  after(async () => {
    await server.stop();
    await nats.stop();
  });

  const bearer = (who: Session) => ({ authorization: `Bearer ${who.accessToken}` });

  const ask = (path: string, body: unknown, who?: Session): Promise<Response> =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(who && bearer(who)) },
      body: JSON.stringify(body),
    });

  async function post<T>(path: string, body: unknown, who?: Session): Promise<T> {
    const response = await ask(path, body, who);
    assert.ok(response.ok, await response.clone().text());
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  const send = (text: string) =>
    post<{ index: number }>(
      `/v1/workspaces/${workspaceId}/timelines/${channelId}/messages`,
      { id: createId(), text },
      ada,
    );

  const hold = async (from: string | null = cursor, who: Session = ada): Promise<NatsStream> =>
    NatsStreamSchema.parse(await post(`/v1/workspaces/${workspaceId}/events/nats`, { cursor: from }, who));

  async function join(name: string): Promise<Session> {
    const { code } = await post<{ code: string }>(
      `/v1/workspaces/${workspaceId}/invites`,
      { id: createId() },
      ada,
    );
    return post<Session>('/v1/auth/sign-up', {
      email: `${name}@example.com`,
      password: 'correct horse battery',
      name,
      inviteCode: code,
    });
  }

  /** Resolves when the server holds no stream any more. */
  async function noStreams(): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (server.hub.size > 0) {
      assert.ok(performance.now() < deadline, 'a stream is still open');
      await delay(20);
    }
  }

  test('is offered in the hello of a stream over HTTP, and in the capabilities', async () => {
    const capabilities = (await (await fetch(`${server.url}/v1/capabilities`)).json()) as {
      transports: string[];
    };
    assert.deepEqual(capabilities.transports, ['sse', 'nats']);
    const response = await fetch(`${server.url}/v1/workspaces/${workspaceId}/events`, {
      headers: bearer(ada),
    });
    assert.ok(response.body);
    const stream = new TestStream(response.body, cursor);
    assert.equal((await stream.next('hello')).data.natsUrl, nats.webSocketUrl);
    await stream.close();
  });

  test('is offered to as many people as the workspace says, from their next connection on', async () => {
    const offered = async (natsPercentage: number | null): Promise<string | undefined> => {
      const changed = await fetch(`${server.url}/v1/workspaces/${workspaceId}`, {
        method: 'PATCH',
        headers: { ...bearer(ada), 'content-type': 'application/json' },
        body: JSON.stringify({ natsPercentage }),
      });
      assert.equal(changed.status, 200);
      const heard = await hear(await hold(), cursor);
      const hello = await heard.stream.next('hello');
      await heard.close();
      return hello.data.natsUrl;
    };
    assert.equal(await offered(0), undefined);
    assert.equal(await offered(100), nats.webSocketUrl);
    assert.equal(await offered(0), undefined);
    assert.equal(await offered(null), nats.webSocketUrl);
    await noStreams();
  });

  test('brings the same frames as one over HTTP: hello, what was missed, live, what happens', async () => {
    await send('missed');
    const response = await fetch(`${server.url}/v1/workspaces/${workspaceId}/events`, {
      headers: { ...bearer(ada), 'last-event-id': cursor },
    });
    assert.ok(response.body);
    const overHttp = new TestStream(response.body, cursor);
    const overNats = await hear(await hold(), cursor);
    for (const { stream } of [{ stream: overHttp }, overNats]) await stream.next('live');
    await send('live');
    for (const { stream } of [{ stream: overHttp }, overNats])
      await stream.next('message.created', ({ data }) => data.message.text === 'live');
    assert.deepEqual(overNats.stream.logged, overHttp.logged);
    assert.equal(overNats.stream.events[0]?.type, 'hello');
    assert.equal(overNats.stream.cursor, overHttp.cursor);
    await overHttp.close();
    await overNats.close();
    await noStreams();
  });

  test('keeps everything for a reader who takes a while to hear', async () => {
    const held = await hold();
    const { index } = await send('before they heard');
    await delay(300);
    const heard = await hear(held, cursor);
    const { stream } = heard;
    await stream.next('message.created', ({ data }) => data.message.index === index);
    await stream.next('live');
    await heard.close();
    await noStreams();
  });

  test('brings a replay that is larger than a message may be', async () => {
    for (let at = 0; at < 5; at += 1)
      await Promise.all(Array.from({ length: 40 }, () => send('x'.repeat(8_000))));
    const heard = await hear(await hold(), cursor);
    const live = await heard.stream.next('live');
    assert.ok(heard.messages > 4);
    assert.equal(heard.stream.logged.length, live.data.replayed);
    assert.ok(live.data.replayed >= 200);
    await heard.close();
  });

  test('ends with a reset where the cursor is of no use, and is refused where it is none', async () => {
    const other = cursor.replace(/\.\d+$/, '.999999999');
    const { stream, connection } = await hear(await hold(other), other);
    assert.equal((await stream.next('reset')).data.reason, 'ahead');
    await stream.end();
    await connection.close();
    const refused = await ask(`/v1/workspaces/${workspaceId}/events/nats`, { cursor: 'nonsense' }, ada);
    assert.equal(((await refused.json()) as { code: string }).code, 'invalid_cursor');
    await noStreams();
  });

  test('cannot be heard with the token of another one, nor answered, nor anything else', async () => {
    const [mine, theirs] = [await hold(), await hold()];
    for (const act of [
      (c: Awaited<ReturnType<typeof signIn>>) =>
        new Promise<string>((resolve) => {
          c.subscribe(theirs.subject, { callback: (error) => resolve(error?.message ?? 'heard') });
        }),
      (c: Awaited<ReturnType<typeof signIn>>) =>
        new Promise<string>((resolve) => {
          c.subscribe('fechatter.>', { callback: (error) => resolve(error?.message ?? 'heard') });
        }),
      async (c: Awaited<ReturnType<typeof signIn>>) => {
        c.publish(theirs.control, 'bye');
        for await (const status of c.status()) if (status.type === 'error') return status.error.message;
        return 'spoken';
      },
      async (c: Awaited<ReturnType<typeof signIn>>) => {
        c.publish(`fechatter.log.${workspaceId}`, '{}');
        for await (const status of c.status()) if (status.type === 'error') return status.error.message;
        return 'spoken';
      },
    ]) {
      const connection = await signIn(mine);
      assert.match(await act(connection), /permissions.violation/i);
      await connection.close();
    }
    const heard = await hear(theirs, cursor);
    const { stream } = heard;
    await stream.next('live');
    await heard.close();
  });

  test('is had over the WebSocket listener only, and by nobody whose token has expired', async () => {
    const held = await hold();
    const authenticator = jwtAuthenticator(held.jwt, new TextEncoder().encode(held.seed));
    await assert.rejects(connect({ servers: nats.url, authenticator, reconnect: false }), /authorization/i);
    const expired = await mintUser(nats, 'late', { allowed_connection_types: ['WEBSOCKET'] }, -1);
    await assert.rejects(signIn({ ...held, ...expired }), /authorization|expired/i);
    await assert.rejects(wsconnect({ servers: held.url, reconnect: false }), /authorization/i);
    const short = await mintUser(nats, 'short', { allowed_connection_types: ['WEBSOCKET'] }, 2);
    const connection = await signIn({ ...held, ...short });
    assert.match(String(await connection.closed()), /expired/i);
  });

  test('tells of a removal last, and nothing after it', async () => {
    const ben = await join('ben');
    const { stream, connection } = await hear(await hold(null, ben), cursor);
    await stream.next('live');
    const removed = await fetch(`${server.url}/v1/workspaces/${workspaceId}/users/${ben.account.userId}`, {
      method: 'DELETE',
      headers: bearer(ada),
    });
    assert.equal(removed.status, 204);
    await send('not for ben');
    assert.match((await stream.next('goodbye')).data.reason, /removed|session_revoked/);
    await stream.end();
    assert.equal(stream.ofType('message.created').length, 0);
    await connection.close();
    assert.equal((await ask(`/v1/workspaces/${workspaceId}/events/nats`, {}, ben)).status, 404);
  });

  test('ends with the session that opened it', async () => {
    const cyd = await join('cyd');
    const { stream, connection } = await hear(await hold(null, cyd), cursor);
    await stream.next('live');
    await post('/v1/auth/sign-out', {}, cyd);
    assert.equal((await stream.next('goodbye')).data.reason, 'session_revoked');
    await stream.end();
    await connection.close();
  });

  test('holds nothing of one it was cut off from, and readers come back when the NATS server does', async () => {
    const heard = await hear(await hold(), cursor);
    await heard.stream.next('live');
    await nats.kill();
    await noStreams();
    const away = await ask(`/v1/workspaces/${workspaceId}/events/nats`, {}, ada);
    assert.equal(((await away.json()) as { code: string }).code, 'server_busy');
    await nats.restart();
    const deadline = performance.now() + 20_000;
    while (!(await ask(`/v1/workspaces/${workspaceId}/events/nats`, {}, ada)).ok) {
      assert.ok(
        performance.now() < deadline,
        await (await ask(`/v1/workspaces/${workspaceId}/events/nats`, {}, ada)).text(),
      );
      await delay(50);
    }
    const again = await hear(await hold(), cursor);
    await again.stream.next('live');
    await again.close();
    await heard.connection.close();
  });
});
