import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createDatabase, postgresMissing } from '../../../../../test/services/postgres.ts';
import type { Database } from '../../../src/database/database.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { openPostgres } from '../../../src/database/open.ts';
import { makeChannel, openChat, sendMessage } from '../../chat.ts';

/** How often `messages` was searched on this one connection, and the rows that were looked at. */
async function reading(database: Database): Promise<{ readonly searches: number; readonly rows: number }> {
  await sql`select pg_stat_force_next_flush()`.execute(database.system);
  const { rows } = await sql<{ searches: number; rows: number }>`
    select (seq_scan + idx_scan)::integer as searches, (seq_tup_read + idx_tup_fetch)::integer as rows
    from pg_stat_user_tables where relname = 'messages'`.execute(database.system);
  const [row] = rows;
  assert.ok(row);
  return row;
}

test(
  'Postgres: what was planned for an empty table is not used for a full one: a send reads no other messages',
  { skip: postgresMissing() },
  async () => {
    const served = await createDatabase();
    const database = openPostgres(served.url, { connections: 1 });
    await migrate(database);
    const chat = await openChat(database);
    const workspace = await chat.workspace();
    const [ann = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    const send = (at: number) => sendMessage(chat, workspace.id, channel, ann, `message ${at}`);
    // A statement that was executed five times may keep its plan.
    for (let at = 0; at < 10; at += 1) await send(at);
    for (let round = 0; round < 10; round += 1)
      await Promise.all(Array.from({ length: 100 }, (_, at) => send(at)));
    const before = await reading(database);
    await Promise.all(Array.from({ length: 100 }, (_, at) => send(at)));
    const after = await reading(database);
    assert.ok(after.searches > before.searches, 'no search was counted');
    assert.ok(after.rows - before.rows < 1_000, `100 sends read ${after.rows - before.rows} messages`);
    await chat.close();
    await database.close();
    await served.drop();
  },
);
