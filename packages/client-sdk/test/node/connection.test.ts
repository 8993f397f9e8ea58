import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotSignedInError, type ConnectionState } from '@fechatter/client-sdk';
import { createFixture } from '../fixture.ts';
import { problemResponse, settle, type NewEvent } from '@fechatter/client-sdk/testing';

const follow = (store: { subscribe(listener: (state: ConnectionState) => void): unknown }): string[] => {
  const seen: string[] = [];
  store.subscribe((state) => seen.push('reason' in state ? `${state.status}:${state.reason}` : state.status));
  return seen;
};

test('C5 after a broken connection the client resumes from its cursor and misses nothing', async () => {
  const { liveClient, server, bob, general, clock } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  const seen = follow(client.connection.store);
  server.workspace.say(bob, general.id, 'one');
  await settle();
  server.faults.breakStreams();
  server.workspace.say(bob, general.id, 'two');
  await clock.advance(1_000);
  assert.deepEqual(seen, ['waiting:network', 'connecting:network', 'replaying', 'live']);
  assert.deepEqual(
    timeline.store.get().items.map(({ message }) => message.text),
    ['one', 'two'],
  );
  assert.equal(server.faults.count('workspaces.snapshot'), 1);
  client.dispose();
});

test('C10 a dead socket is noticed within 40 seconds', async () => {
  const { liveClient, server, clock } = createFixture();
  const client = await liveClient();
  const seen = follow(client.connection.store);
  // The socket stays open, and nothing comes any more.
  server.faults.intercept('events', () => new Promise(() => {}));
  await clock.advance(40_000);
  assert.equal(seen[0], 'waiting:heartbeat-missed');
  client.dispose();
});

test('C10 heartbeats keep a connection', async () => {
  const { liveClient, server, clock } = createFixture();
  const client = await liveClient();
  for (let beat = 0; beat < 10; beat += 1) {
    await clock.advance(15_000);
    server.heartbeat();
  }
  await settle();
  assert.equal(server.faults.count('events'), 1);
  assert.equal(client.connection.store.get().status, 'live');
  client.dispose();
});

test('C5 C6 a server that is down is tried again without end, and never in a rush', async () => {
  const { liveClient, server, clock } = createFixture();
  const client = await liveClient();
  const tries: number[] = [];
  server.faults.intercept('events', () => {
    tries.push(clock.now());
    throw new TypeError('fetch failed');
  });
  server.faults.breakStreams();
  await clock.advance(300_000);
  assert.ok(tries.length > 15 && tries.length < 60, `${tries.length} tries`);
  tries.forEach((at, index) => assert.ok(index === 0 || at - (tries[index - 1] ?? 0) >= 1_000));
  server.faults.intercept('events', null);
  await clock.advance(20_000);
  assert.equal(client.connection.store.get().status, 'live');
  client.dispose();
});

test('C7 Retry-After is honoured when the stream is refused', async () => {
  const { liveClient, server, clock } = createFixture();
  const client = await liveClient();
  const refused = clock.now();
  server.faults.intercept('events', () => problemResponse('rate_limited', { retryAfter: 30 }));
  server.faults.breakStreams();
  await clock.advance(1_000);
  const state = client.connection.store.get();
  assert.equal(state.status === 'waiting' && state.reason, 'rate-limited');
  assert.ok(state.status === 'waiting' && state.retryAt >= refused + 30_000);
  client.dispose();
});

test('C7 a stopping server is left alone for a random part of the time that it names', async () => {
  const { liveClient, server, clock } = createFixture();
  const client = await liveClient();
  const at = clock.now();
  server.workspace.tell({ type: 'goodbye', data: { reason: 'server_stopping', retryAfterSeconds: 10 } });
  await settle();
  const state = client.connection.store.get();
  assert.deepEqual(state.status === 'waiting' && [state.reason, state.retryAt - at], [
    'server-stopping',
    5_000,
  ]);
  client.dispose();
});

test('C11 a lost frame is seen at the next heartbeat, and what was lost is had again', async () => {
  const { liveClient, server, clock, general, bob } = createFixture();
  const client = await liveClient();
  server.faults.add({ frame: (type) => type === 'user.updated', fault: { kind: 'drop-frame' }, times: 1 });
  server.workspace.append({
    type: 'user.updated',
    data: { user: { ...bob, name: 'Robert', version: 1_000 } },
  });
  // A later frame has moved the cursor beyond the lost one.
  server.workspace.say(bob, general.id, 'Call me Robert');
  await settle();
  const seen = follow(client.connection.store);
  server.heartbeat();
  await settle();
  assert.equal(seen[0], 'waiting:frame-lost');
  await clock.advance(1_000);
  assert.equal(client.store.get().users.get(bob.id)?.name, 'Robert');
  assert.equal(client.store.get().channels.get(general.id)?.unread, 1);
  client.dispose();
});

test('C12 a workspace that is not the caller’s any more ends the connection', async () => {
  const { liveClient, server, clock } = createFixture();
  const client = await liveClient();
  for (const [code, reason] of [
    ['not_found', 'removed'],
    ['forbidden', 'forbidden'],
  ] as const) {
    server.faults.intercept('events', () => problemResponse(code));
    client.connection.disconnect();
    await assert.rejects(client.connection.connect(), { code });
    const state = client.connection.store.get();
    assert.equal(state.status === 'disconnected' && state.reason, reason);
    await clock.advance(60_000);
    assert.equal(client.connection.store.get(), state);
  }
  client.dispose();
});

test('C13 an expired token is renewed once, and the stream had with the new one', async () => {
  const { liveClient, server, clock } = createFixture();
  const client = await liveClient();
  server.expireAccessTokens();
  server.faults.breakStreams();
  await clock.advance(1_000);
  assert.equal(client.connection.store.get().status, 'live');
  assert.equal(server.faults.count('auth.refresh'), 1);
  client.dispose();
});

test('C13 an ended session signs out and does not come back', async () => {
  const { liveClient, server, clock } = createFixture();
  const client = await liveClient();
  server.workspace.tell({ type: 'goodbye', data: { reason: 'session_revoked', retryAfterSeconds: 0 } });
  await clock.advance(60_000);
  const state = client.connection.store.get();
  assert.equal(state.status === 'disconnected' && state.reason, 'session-ended');
  const auth = client.auth.store.get();
  assert.equal(auth.status === 'signed-out' && auth.reason?.code, 'session_revoked');
  assert.equal(client.store.get().channels.size, 0);
  assert.equal(server.faults.count('events'), 1);
  client.dispose();
});

test('C14 after a reset the state is that of a new snapshot, and open timelines are had anew', async () => {
  const { liveClient, server, clock, general, bob } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  const message = server.workspace.say(bob, general.id, 'before');
  await settle();
  server.faults.breakStreams();
  server.workspace.edit(message.id, 'after');
  server.loseLog('replace');
  await clock.advance(3_000);
  assert.equal(client.connection.store.get().status, 'live');
  assert.equal(server.faults.count('workspaces.snapshot'), 2);
  assert.deepEqual(
    timeline.store.get().items.map((item) => item.message.text),
    ['after'],
  );
  client.dispose();
});

test('C9 going offline is told at once, and coming back connects at once', async () => {
  const { liveClient, network, clock } = createFixture();
  const client = await liveClient();
  await clock.advance(12_000);
  network.change('offline');
  const offline = client.connection.store.get();
  assert.equal(offline.status === 'waiting' && offline.reason, 'offline');
  network.change('online');
  await settle();
  assert.equal(client.connection.store.get().status, 'live');
  client.dispose();
});

test('C9 a device that slept finds its dead socket when it wakes', async () => {
  const { liveClient, network, server, clock } = createFixture();
  const client = await liveClient();
  clock.jump(600_000);
  network.change('wake');
  await settle();
  assert.equal(client.connection.store.get().status, 'waiting');
  await clock.advance(1_000);
  assert.equal(client.connection.store.get().status, 'live');
  assert.equal(server.streams, 1);
  client.dispose();
});

test('C4 connect waits through failures, resolves when live, and rejects on disconnect', async () => {
  const { newClient, server, ada, clock } = createFixture();
  const client = newClient({ auth: { kind: 'session', session: server.session(ada) } });
  server.faults.intercept('workspaces.snapshot', () => problemResponse('server_busy'));
  const connected = client.connection.connect();
  await clock.advance(30_000);
  assert.equal(client.connection.store.get().status, 'waiting');
  server.faults.intercept('workspaces.snapshot', null);
  await clock.advance(20_000);
  await connected;
  server.faults.breakStreams();
  await settle();
  const again = client.connection.connect();
  client.connection.disconnect();
  await assert.rejects(again, { code: 'aborted' });
  client.dispose();
});

test('C3 connecting while signed out tells so, and the sign-in then connects', async () => {
  const { newClient } = createFixture();
  const client = newClient();
  await assert.rejects(client.connection.connect(), NotSignedInError);
  await client.auth.signIn({ email: 'ada@example.com', password: 'secret' });
  await client.connection.connect();
  assert.equal(client.connection.store.get().status, 'live');
  client.dispose();
});

test('W2 W4 an event of an unknown type, and one that is malformed, stop nothing', async () => {
  const { liveClient, server, general, bob, reported } = createFixture();
  const client = await liveClient();
  server.workspace.append({ type: 'poll.created', data: {} } as unknown as NewEvent);
  server.workspace.append({ type: 'message.created', data: { message: { id: 7 } } } as unknown as NewEvent);
  server.heartbeat();
  server.workspace.say(bob, general.id, 'still here');
  await settle();
  assert.equal(client.store.get().channels.get(general.id)?.unread, 1);
  assert.equal(client.connection.store.get().status, 'live');
  assert.deepEqual(
    reported.map((error) => (error as { code?: string }).code),
    ['invalid_response'],
  );
  client.dispose();
});

test('V4 handlers may call any method while they are being told', async () => {
  const { liveClient, server, clock } = createFixture();
  const client = await liveClient();
  const stop = client.connection.store.subscribe((state) => {
    if (state.status === 'waiting') client.connection.disconnect();
    if (state.status === 'disconnected') void client.connection.connect();
  });
  server.faults.breakStreams();
  await clock.advance(2_000);
  stop();
  assert.equal(client.connection.store.get().status, 'live');
  assert.equal(server.streams, 1);
  client.dispose();
});
