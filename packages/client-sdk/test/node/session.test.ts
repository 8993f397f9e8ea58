import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStorage, DisposedError, type ChatStorage } from '@fechatter/client-sdk';
import type { Session } from '@fechatter/protocol';
import { problemResponse } from '@fechatter/client-sdk/testing';
import { createFixture } from '../fixture.ts';
import { settle } from '@fechatter/client-sdk/testing';

const credentials = { email: 'ada@example.com', password: 'secret' };

test('A1 ten calls with an expired token make one refresh', async () => {
  const { newClient, server, ada } = createFixture();
  const client = newClient({ auth: { kind: 'session', session: server.session(ada) } });
  await client.users.search({});
  server.expireAccessTokens();
  await Promise.all(Array.from({ length: 10 }, () => client.users.search({})));
  assert.equal(server.faults.count('auth.refresh'), 1);
  client.dispose();
});

test('A2 a token is renewed before it expires, by the server’s clock and not the device’s', async () => {
  for (const skewMs of [-86_400_000, 0, 86_400_000]) {
    const fixture = createFixture();
    const { newClient, server, clock } = fixture;
    server.skewMs = skewMs;
    const client = newClient();
    await client.auth.signIn(credentials);
    await client.users.search({});
    await clock.advance(560_000);
    await client.users.search({});
    assert.equal(server.faults.count('auth.refresh'), 0, `too early with a skew of ${skewMs}`);
    await clock.advance(15_000);
    await client.users.search({});
    assert.equal(server.faults.count('auth.refresh'), 1, `too late with a skew of ${skewMs}`);
    client.dispose();
  }
});

test('A3 a refresh that is lost on the way ends nothing: the token is used until it expires, and the session stays', async () => {
  const { newClient, server, clock } = createFixture();
  const client = newClient();
  await client.auth.signIn(credentials);
  server.faults.intercept('auth.refresh', () => {
    throw new TypeError('fetch failed');
  });
  await clock.advance(580_000);
  await client.users.search({});
  await clock.advance(30_000);
  await assert.rejects(client.users.search({}), { code: 'network', retryable: true });
  assert.equal(client.auth.store.get().status, 'signed-in');
  server.faults.intercept('auth.refresh', null);
  await client.users.search({});
  client.dispose();
});

test('A3 a refresh that is refused signs out, with the reason, and forgets the session', async () => {
  const { newClient, server, storage, ada } = createFixture();
  const client = newClient();
  await client.auth.signIn(credentials);
  server.expireAccessTokens();
  server.endSessions(ada);
  await assert.rejects(client.users.search({}), { code: 'refresh_token_invalid' });
  const state = client.auth.store.get();
  assert.equal(state.status === 'signed-out' && state.reason?.code, 'refresh_token_invalid');
  await settle();
  assert.equal(await storage.get('session:https://chat.example.com/'), undefined);
  client.dispose();
});

test('A3 a refresh token that another tab has spent is no sign-out: its session is taken from the storage', async () => {
  const { newClient, server } = createFixture();
  const [one, other] = [newClient(), newClient()];
  await one.auth.signIn(credentials);
  await other.users.search({});
  server.expireAccessTokens();
  await one.users.search({});
  await settle();
  await other.users.search({});
  assert.equal(other.auth.store.get().status, 'signed-in');
  assert.equal(server.faults.count('auth.refresh'), 1);
  one.dispose();
  other.dispose();
});

test('A4 a session outlives the page, and a sign-out forgets it on the device although the server cannot be reached', async () => {
  const { newClient, server } = createFixture();
  const first = newClient();
  await first.auth.signIn(credentials);
  await settle();
  first.dispose();
  const second = newClient();
  await second.connection.connect();
  assert.equal(server.faults.count('auth.signIn'), 1);
  server.faults.intercept('auth.signOut', () => {
    throw new TypeError('fetch failed');
  });
  await second.auth.signOut();
  assert.deepEqual(second.auth.store.get(), { status: 'signed-out', reason: null });
  assert.equal(second.store.get().workspace, null);
  assert.equal(server.streams, 0);
  second.dispose();
  const third = newClient();
  await assert.rejects(third.connection.connect(), { code: 'not_signed_in' });
  third.dispose();
});

test('A5 nothing of one person reaches the next: a sign-out gives up their calls and a refresh under way', async () => {
  const { newClient, server } = createFixture();
  const client = newClient();
  await client.auth.signIn(credentials);
  let answer = (): void => {};
  server.faults.intercept('auth.refresh', async (_, next) => {
    await new Promise<void>((resolve) => (answer = resolve));
    return next();
  });
  server.expireAccessTokens();
  const call = client.users.search({});
  await settle();
  await client.auth.signOut();
  await client.auth.signIn({ ...credentials, email: 'bob@example.com' });
  answer();
  await assert.rejects(call);
  const state = client.auth.store.get();
  assert.equal(state.status === 'signed-in' && state.account.name, 'bob');
  client.dispose();
});

test('A5 who signs in over the session of somebody else goes on with nothing of theirs: neither state nor stream', async () => {
  const { newClient, server, ada, bob } = createFixture();
  const secret = server.workspace.addChannel('of Ada alone', { members: [ada] });
  const client = newClient();
  await client.auth.signIn(credentials);
  await client.connection.connect();
  assert.equal(client.store.get().channels.has(secret.id), true);
  await client.auth.signIn({ ...credentials, email: 'bob@example.com' });
  await client.connection.connect();
  assert.equal(client.store.get().me?.user.id, bob.id);
  assert.equal(client.store.get().channels.has(secret.id), false);
  server.workspace.say(ada, secret.id, 'for nobody else');
  await settle();
  assert.equal(client.store.get().channels.has(secret.id), false);
  assert.equal(server.streams, 1);
  client.dispose();
});

test('A6 a host token is asked for once, for a sign-in by it, and again when the session cannot be refreshed', async () => {
  const { newClient, server, ada } = createFixture();
  let asked = 0;
  const token = async (): Promise<string> => {
    asked += 1;
    return server.hostToken(ada);
  };
  const client = newClient({ auth: { kind: 'host', token } });
  await Promise.all([client.connection.connect(), client.users.search({}), client.workspaces.list()]);
  assert.equal(asked, 1);
  client.connection.disconnect();
  server.expireAccessTokens();
  server.endSessions(ada);
  await client.users.search({});
  assert.equal(asked, 2);
  assert.equal(client.auth.store.get().status, 'signed-in');
  client.dispose();
});

test('a host that says whose its page is has the session kept for that person, and for nobody else', async () => {
  const { newClient, server, ada, bob } = createFixture();
  let asked: string[] = [];
  const open = (person?: 'ada' | 'bob') =>
    newClient({
      auth: {
        kind: 'host',
        token: async () => {
          asked.push(person ?? 'nobody');
          return server.hostToken(person === 'bob' ? bob : ada);
        },
        ...(person !== undefined && { person }),
      },
    });
  const nameOf = (client: ReturnType<typeof open>): string | null => {
    const state = client.auth.store.get();
    return state.status === 'signed-in' ? state.account.name : null;
  };
  const first = open('ada');
  await first.users.search({});
  first.dispose();
  const again = open('ada');
  await again.users.search({});
  assert.deepEqual([asked, nameOf(again)], [['ada'], 'ada']);
  for (const person of ['bob', undefined] as const) {
    asked = [];
    const other = open(person);
    await other.users.search({});
    assert.deepEqual([asked, nameOf(other)], [[person ?? 'nobody'], person ?? 'ada']);
    other.dispose();
  }
  asked = [];
  server.expireAccessTokens();
  server.endSessions(ada);
  await again.users.search({});
  assert.deepEqual(asked, ['ada'], 'a session that was ended is made anew, and kept');
  again.dispose();
  const last = open('ada');
  await last.users.search({});
  assert.deepEqual(asked, ['ada']);
  await last.auth.signOut();
  last.dispose();
  const after = open('ada');
  await after.users.search({});
  assert.deepEqual(asked, ['ada', 'ada'], 'what was signed out is not kept');
  after.dispose();
});

test('A6 a token function that never answers holds nothing up, and one that gives no promise is understood', async () => {
  const { newClient, clock, server, ada } = createFixture();
  const silent = newClient({ auth: { kind: 'host', token: () => new Promise<string>(() => {}) } });
  const failures: unknown[] = [];
  silent.connection.store.subscribe((state) => {
    if (state.status === 'waiting') failures.push(state.error?.code);
  });
  void silent.connection.connect();
  await clock.advance(70_000);
  assert.deepEqual(failures.slice(0, 2), ['host_token_unavailable', 'host_token_unavailable']);
  silent.dispose();

  // As a page in plain JavaScript writes it.
  const token = (() => server.hostToken(ada)) as unknown as () => Promise<string>;
  const plain = newClient({ auth: { kind: 'host', token } });
  await plain.connection.connect();
  assert.equal(plain.auth.store.get().status, 'signed-in');
  plain.dispose();
});

test('A6 a host that cannot give a token is asked again with growing waits; one that says its user is signed out is not', async () => {
  const { newClient, clock } = createFixture();
  let asked = 0;
  const failing = newClient({
    auth: {
      kind: 'host',
      token: async () => {
        asked += 1;
        throw new Error('the host is down');
      },
    },
  });
  void failing.connection.connect();
  await clock.advance(60_000);
  const state = failing.connection.store.get();
  assert.equal(state.status === 'waiting' && state.error?.code, 'host_token_unavailable');
  assert.ok(asked > 3 && asked < 15, `${asked} times`);
  failing.dispose();

  let requests = 0;
  const refused = newClient({
    auth: { kind: 'host', tokenUrl: 'https://app.example.com/token' },
    fetch: async () => {
      requests += 1;
      return new Response(null, { status: 401 });
    },
  });
  await assert.rejects(refused.connection.connect(), { code: 'host_token_unavailable', retryable: false });
  await clock.advance(60_000);
  assert.equal(requests, 1);
  refused.dispose();
});

test('A7 a given session tells its owner of every change, so that a bot can keep it', async () => {
  const { newClient, server, ada } = createFixture();
  const changes: (Session | null)[] = [];
  const client = newClient({
    auth: { kind: 'session', session: server.session(ada), onChange: (session) => changes.push(session) },
  });
  server.expireAccessTokens();
  await client.users.search({});
  await client.auth.signOut();
  assert.deepEqual(
    changes.map((session) => session?.account.name ?? null),
    ['ada', null],
  );
  client.dispose();
});

test('A8 a storage that fails is reported and does not stop a sign-in', async () => {
  const broken: ChatStorage = {
    get: async () => {
      throw new Error('broken');
    },
    set: async () => {
      throw new Error('full');
    },
    delete: async () => {
      throw new Error('broken');
    },
  };
  const { newClient, reported } = createFixture();
  const client = newClient({ storage: broken });
  await client.auth.signIn(credentials);
  await client.connection.connect();
  assert.ok(reported.length > 0);
  client.dispose();
});

test('A8 what the storage holds is not trusted to be a session', async () => {
  const storage = createMemoryStorage();
  await storage.set('session:https://chat.example.com/', { accessToken: 7 });
  const { newClient } = createFixture();
  const client = newClient({ storage });
  await assert.rejects(client.connection.connect(), { code: 'not_signed_in' });
  client.dispose();
});

test('W9 no token is in an address or in an error', async () => {
  const { newClient, server, storage } = createFixture();
  const client = newClient();
  await client.auth.signIn(credentials);
  server.faults.intercept('users.list', () => problemResponse('forbidden'));
  const error = await client.users.search({}).then(
    () => null,
    (caught: unknown) => caught,
  );
  const session = (await storage.get('session:https://chat.example.com/')) as Session;
  const secrets = [session.accessToken, session.refreshToken];
  const text =
    JSON.stringify(error, Object.getOwnPropertyNames(error)) +
    server.faults.calls.map(({ url }) => url.href).join();
  assert.ok(secrets.every((secret) => !text.includes(secret)));
  client.dispose();
});

test('W10 an idempotent call is tried again, with Retry-After, and one that is not is not', async () => {
  const { newClient, server, clock } = createFixture();
  const client = newClient();
  await client.auth.signIn(credentials);
  let times = 0;
  server.faults.intercept('users.list', (_, next) =>
    ++times < 3 ? problemResponse('server_busy', { retryAfter: 2 }) : next(),
  );
  const found = client.users.search({});
  await clock.advance(1_900);
  assert.equal(times, 1);
  await clock.advance(5_000);
  await found;
  assert.equal(times, 3);
  server.faults.intercept('auth.signIn', () => problemResponse('server_busy'));
  const before = server.faults.count('auth.signIn');
  await assert.rejects(client.auth.signIn(credentials), { code: 'server_busy' });
  assert.equal(server.faults.count('auth.signIn'), before + 1);
  client.dispose();
});

test('W7 a server that does not answer is given up after the time limit', async () => {
  const { newClient, server, clock } = createFixture();
  const client = newClient({ timeoutMs: 5_000 });
  await client.auth.signIn(credentials);
  server.faults.intercept('channels.create', () => new Promise(() => {}));
  const created = assert.rejects(client.channels.create({ kind: 'public', name: 'x' }), {
    code: 'timeout',
    retryable: true,
  });
  await clock.advance(30_000);
  await created;
  assert.equal(
    new Set(
      server.faults.calls.filter(({ route }) => route === 'channels.create').map(({ body }) => body['id']),
    ).size,
    1,
  );
  client.dispose();
});

test('W6 W10 a field that is wrong is named, and an answer that is not of the protocol is an error', async () => {
  const { newClient, server, clock } = createFixture();
  const client = newClient();
  await client.auth.signIn(credentials);
  const fields = [{ field: 'body.name', message: 'must not be empty' }];
  server.faults.intercept('channels.create', () => problemResponse('invalid_request', { fields }));
  await assert.rejects(client.channels.create({ kind: 'public', name: '' }), {
    code: 'invalid_request',
    retryable: false,
    fields,
  });
  for (const strange of [
    () => Response.json({ items: [{ id: 1 }] }),
    () => new Response('<html>'),
    () => new Response('', { status: 502 }),
  ]) {
    server.faults.intercept('users.list', strange);
    const search = assert.rejects(client.users.search({}), { retryable: true });
    await clock.advance(10_000);
    await search;
  }
  client.dispose();
});

test('L2 a client that was disposed of refuses every call', async () => {
  const { newClient } = createFixture();
  const client = newClient();
  client.dispose();
  await assert.rejects(client.auth.signIn(credentials), DisposedError);
  await assert.rejects(client.connection.connect(), DisposedError);
  await assert.rejects(client.users.search({}), DisposedError);
});
