import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId } from '@fechatter/protocol';
import { Problem } from '@fechatter/protocol/schemas';
import { sql } from 'kysely';
import { createDatabase, postgresMissing, startPostgres } from '../../../../../test/services/postgres.ts';
import { databaseError } from '../../../src/database/errors.ts';
import { migrate, pendingMigrations } from '../../../src/database/migrate.ts';
import { openPostgres } from '../../../src/database/open.ts';
import { ApiError } from '../../../src/errors/api-error.ts';
import { serveHealth } from '../../../src/http/health.ts';
import { makeChannel, openChat, sendMessage } from '../../chat.ts';

test(
  'without its database the server says so, to clients and to the balancer, and does not fall',
  { skip: postgresMissing(), timeout: 120_000 },
  async () => {
    const postgres = await startPostgres();
    const database = openPostgres(postgres.url, { connections: 4 });
    const chat = await openChat(database);
    serveHealth(chat.app, {
      ping: () => database.ping(),
      pendingMigrations: () => pendingMigrations(database),
      stopping: () => false,
    });
    const ready = async (): Promise<number> => (await chat.app.request('http://chat.test/readyz')).status;
    assert.equal(await ready(), 503);
    await migrate(database);
    assert.equal(await ready(), 200);
    const workspace = await chat.workspace();
    const [ann = '', ben = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    const stream = await chat.stream(workspace.id, ben);
    await stream.next('live');

    const path = { workspaceId: workspace.id, timelineId: channel };
    const flood = Array.from({ length: 200 }, async () =>
      chat.request('messages.send', { as: ann, path, body: { id: createId(), text: 'x' } }),
    );
    await sendMessage(chat, workspace.id, channel, ann, 'before');
    const stopped = postgres.stop();
    for (const response of await Promise.all(flood))
      assert.ok(response.ok || response.status === 503, String(response.status));
    await stopped;

    const start = performance.now();
    const answers = await Promise.all([
      ...Array.from({ length: 50 }, () =>
        chat.request('messages.send', { as: ann, path, body: { id: createId(), text: 'lost' } }),
      ),
      chat.request('messages.list', { as: ann, path, query: {} }),
      chat.request('workspaces.snapshot', { as: ann, path }),
      chat.app.request(`http://chat.test/v1/workspaces/${workspace.id}/events`, {
        headers: { authorization: `Bearer ${ben}` },
      }),
    ]);
    for (const answer of answers) {
      const problem = Problem.parse(await answer.json());
      assert.deepEqual([answer.status, problem.code, problem.retryable], [503, 'storage_unavailable', true]);
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
      assert.doesNotMatch(JSON.stringify(problem), /ECONN|127\.0\.0\.1|CONNECTION/);
    }
    assert.ok(performance.now() - start < 20_000);
    assert.equal(await ready(), 503);
    assert.equal((await chat.app.request('http://chat.test/healthz')).status, 200);
    assert.equal(stream.ended, false);
    await chat.close();
    await stream.end();
    await database.close();
  },
);

test(
  'a database that was closed opens no new connection, whoever still asks',
  { skip: postgresMissing() },
  async () => {
    const served = await createDatabase();
    const database = openPostgres(served.url);
    await database.ping();
    await database.close();
    await assert.rejects(database.ping(), /destroyed/);
    await assert.rejects(
      database.workspace(createId(), () => Promise.resolve()),
      /destroyed/,
    );
    await served.drop();
  },
);

test('what a database raises is told apart: full, away, or a fault of the server', () => {
  const told = (code: string): unknown => {
    const error = databaseError(Object.assign(new Error('x'), { code }));
    return error instanceof ApiError ? error.code : 'as it is';
  };
  for (const code of ['53100', 'ENOSPC']) assert.equal(told(code), 'storage_full');
  for (const code of [
    '08006',
    '57P01',
    '57P03',
    '57014',
    '53300',
    'ECONNREFUSED',
    'CONNECTION_CLOSED',
    'CONNECT_TIMEOUT',
    'ENOTFOUND',
  ])
    assert.equal(told(code), 'storage_unavailable');
  for (const code of ['23505', '42P01', '']) assert.equal(told(code), 'as it is');
});

test(
  'a statement that takes too long is given up, as unavailable; migrations take their time',
  { skip: postgresMissing(), timeout: 60_000 },
  async () => {
    const served = await createDatabase();
    const database = openPostgres(served.url, { connections: 2, statementSeconds: 0.2 });
    const stuck = sql`select pg_sleep(20)`
      .execute(database.system)
      .catch((error: unknown) => databaseError(error));
    const error = await stuck;
    assert.ok(error instanceof ApiError);
    assert.equal(error.code, 'storage_unavailable');
    const other = openPostgres(served.url, { connections: 1 });
    const held = Promise.withResolvers<void>();
    const migrating = database.system.connection().execute(async () => {
      await other.system.transaction().execute(async (tx) => {
        // What a migration of another process holds.
        await sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(
          tx,
        );
        held.resolve();
        await sql`select pg_sleep(0.6)`.execute(tx);
      });
    });
    await held.promise;
    assert.ok((await migrate(database)).length > 0);
    await migrating;
    const { rows } = await sql<{
      timeout: string;
    }>`select current_setting('statement_timeout') as timeout`.execute(database.system);
    assert.equal(rows[0]?.timeout, '200ms');
    await other.close();
    await database.close();
    await served.drop();
  },
);
