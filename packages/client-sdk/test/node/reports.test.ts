import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChatClient, isApiError } from '@fechatter/client-sdk';
import { settle } from '@fechatter/client-sdk/testing';
import { createFixture } from '../fixture.ts';

test('a report goes to whoever keeps order, who sees how many are open, reads them and says what was done', async () => {
  const { liveClient, bob, general, server } = createFixture();
  const client = await liveClient();
  const carol = server.workspace.addUser('carol', { role: 'moderator' });
  const keeper = createChatClient(server.clientOptions(carol));
  await keeper.connection.connect();
  const open = (): unknown => keeper.store.get().me?.openReports;
  assert.equal(open(), 0);
  const message = server.workspace.say(bob, general.id, 'buy this');
  const made = await client.reports.create({ kind: 'message', messageId: message.id, reason: 'spam' });
  await client.reports.create({ kind: 'user', userId: bob.id, reason: 'other', note: 'Rude' });
  await settle();
  assert.equal(open(), 2);
  assert.equal(client.store.get().me?.openReports, 0);
  const { items, next } = await keeper.reports.list({ limit: 1 });
  assert.deepEqual([items[0]?.kind, items[0]?.note], ['user', 'Rude']);
  assert.deepEqual((await keeper.reports.list({ cursor: next ?? '' })).items, [made]);
  // Those who are named can be shown.
  assert.equal(keeper.store.get().users.get(bob.id)?.name, 'bob');
  const resolved = await keeper.reports.resolve(made.id, { kind: 'message_deleted', note: 'No advertising' });
  assert.deepEqual([resolved.resolution?.kind, resolved.resolution?.by], ['message_deleted', carol.id]);
  await settle();
  assert.equal(open(), 1);
  assert.equal(server.workspace.messages(general.id)[0]?.text, '');
  assert.deepEqual((await keeper.reports.list({ state: 'resolved' })).items, [resolved]);
  await assert.rejects(
    keeper.reports.resolve(made.id, { kind: 'dismissed' }),
    (error) => isApiError(error, 'report_resolved') && !error.retryable,
  );
  await assert.rejects(client.reports.list(), (error) => isApiError(error, 'forbidden'));
  client.dispose();
  keeper.dispose();
});

test('a report whose answer is lost is made once', async () => {
  const { liveClient, ada, bob, server } = createFixture();
  const client = await liveClient();
  const carol = server.workspace.addUser('carol', { role: 'admin' });
  server.faults.add({ route: 'reports.create', fault: { kind: 'lose-answer' }, times: 1 });
  const reporting = client.reports.create({ kind: 'user', userId: bob.id, reason: 'other' });
  await server.clock.advance(10_000);
  const { id } = await reporting;
  assert.equal(server.faults.count('reports.create'), 2);
  const keeper = createChatClient(server.clientOptions(carol));
  const { items } = await keeper.reports.list();
  assert.deepEqual(
    items.map((report) => [report.id, report.reporterId]),
    [[id, ada.id]],
  );
  const told = server.workspace.events.filter(({ type }) => type === 'me.updated');
  assert.equal(told.length, 1, 'a repetition tells nobody anything');
  client.dispose();
  keeper.dispose();
});
