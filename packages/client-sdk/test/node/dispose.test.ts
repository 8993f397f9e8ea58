import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSystemNetwork } from '@fechatter/client-sdk';
import { createFixture } from '../fixture.ts';
import { settle } from '@fechatter/client-sdk/testing';

test('L1 after dispose no timer, listener, stream or request is left, whatever the client was doing', async () => {
  const { liveClient, server, clock, network, general, bob } = createFixture();
  const client = await liveClient();
  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  timeline.typing(true);
  server.workspace.tell({ type: 'typing', data: { channelId: general.id, userId: bob.id, typing: true } });
  server.faults.intercept('messages.send', () => {
    throw new TypeError('fetch failed');
  });
  const sent = timeline.send({ text: 'never' });
  server.faults.intercept('users.list', () => new Promise(() => {}));
  const search = client.users.search({});
  await settle();
  assert.ok(clock.pending > 0 && network.listeners > 0 && server.streams > 0);
  client.dispose();
  client.dispose();
  await assert.rejects(sent, { code: 'disposed' });
  await assert.rejects(search, { code: 'disposed' });
  await settle();
  assert.deepEqual([clock.pending, network.listeners, server.streams], [0, 0, 0]);
  const calls = server.faults.calls.length;
  await clock.advance(120_000);
  assert.equal(server.faults.calls.length, calls);
});

test('L1 dispose in the middle of connecting leaves nothing either', async () => {
  for (const route of ['workspaces.snapshot', 'events', 'auth.refresh'] as const) {
    const { newClient, server, ada, clock, network } = createFixture();
    server.faults.intercept(route, () => new Promise(() => {}));
    const client = newClient({ auth: { kind: 'session', session: server.session(ada) } });
    if (route === 'auth.refresh') server.expireAccessTokens();
    const connected = client.connection.connect();
    await settle();
    client.dispose();
    await assert.rejects(connected, { code: 'disposed' });
    await settle();
    assert.deepEqual([clock.pending, network.listeners, server.streams], [0, 0, 0], route);
  }
});

test('L1 a timeline that was disposed of leaves its timers, and the same channel can be asked for again', async () => {
  const { liveClient, general, clock } = createFixture();
  const client = await liveClient();
  const before = clock.pending;
  const timeline = client.channels.timeline(general.id);
  assert.equal(client.channels.timeline(general.id), timeline);
  await timeline.open();
  timeline.typing(true);
  await settle();
  timeline.dispose();
  assert.equal(clock.pending, before);
  await assert.rejects(timeline.open(), { code: 'disposed' });
  const again = client.channels.timeline(general.id);
  assert.notEqual(again, timeline);
  await again.open();
  client.dispose();
});

test('L1 C15 the system’s network lets go of all that it listens to, and works without a page', () => {
  const page = Object.assign(new EventTarget(), {
    document: Object.assign(new EventTarget(), { visibilityState: 'hidden' }),
    navigator: { onLine: false },
  });
  const network = createSystemNetwork(page);
  assert.equal(network.online(), false);
  const seen: string[] = [];
  const stop = network.subscribe((change) => seen.push(change));
  for (const type of ['online', 'offline', 'pageshow']) page.dispatchEvent(new Event(type));
  page.document.dispatchEvent(new Event('visibilitychange'));
  page.document.visibilityState = 'visible';
  page.document.dispatchEvent(new Event('visibilitychange'));
  stop();
  page.dispatchEvent(new Event('online'));
  assert.deepEqual(seen, ['online', 'offline', 'wake', 'wake']);
  assert.equal(createSystemNetwork({}).online(), true);
  createSystemNetwork({}).subscribe(() => {})();
});
