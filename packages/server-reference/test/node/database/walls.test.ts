import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { Database } from '../../../src/database/database.ts';
import { walledTables as listed } from '../../../src/database/tables.ts';
import { openAccounts } from '../../accounts.ts';
import { eachDatabase } from '../../harness.ts';

/** Every table with the id of a workspace: a new one is in this test by itself. */
async function walledTables(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and c.column_name = 'workspace_id' and t.table_type = 'BASE TABLE' and c.table_name <> 'sessions'
    order by 1`.execute(database.system);
  return rows.map((row) => row.name);
}

/** Fills every walled table of a workspace with a row, whatever its columns. */
async function fill(database: Database, table: string, workspaceId: string): Promise<void> {
  const { rows: columns } = await sql<{ name: string; type: string; nullable: string; filled: boolean }>`
    select column_name as name, udt_name as type, is_nullable as nullable, column_default is not null or is_identity = 'YES' as filled
    from information_schema.columns where table_schema = 'public' and table_name = ${table}`.execute(
    database.system,
  );
  const checked: Record<string, string> = {
    role: 'member',
    sort: 'newest',
    reason: 'spam',
    kind: { app_keys: 'secret', messages: 'text', reports: 'user', name_words: 'person' }[table] ?? 'public',
  };
  const values: Record<string, string> = {
    int4: '1',
    int8: '1000000',
    text: createId(),
    timestamptz: '2026-01-01',
    bool: 'false',
    uuid: createId(),
    jsonb: '{}',
    json: '{}',
  };
  const needed = columns.filter(
    (column) => column.name !== 'workspace_id' && column.nullable === 'NO' && !column.filled,
  );
  await database.system.transaction().execute(async (tx) => {
    // What the row hangs on does not matter here.
    await sql`set local session_replication_role = replica`.execute(tx);
    const names = [sql.ref('workspace_id'), ...needed.map(({ name }) => sql.ref(name))];
    const literals = [
      sql`${workspaceId}::uuid`,
      ...needed.map(
        ({ name, type }) => sql`${sql.lit(checked[name] ?? values[type] ?? '')}::${sql.raw(type)}`,
      ),
    ];
    await sql`insert into ${sql.table(table)} (${sql.join(names)}) values (${sql.join(literals)})`.execute(
      tx,
    );
  });
}

eachDatabase(
  ({ name, missing, open }) => {
    test(
      `${name}: behind the wall of one workspace there is no row of another one, to read or to write`,
      { skip: missing },
      async () => {
        const database = await open();
        const { found } = await openAccounts(database);
        const mine = await found('Mine');
        const theirs = await found('Theirs');
        const tables = await walledTables(database);
        assert.deepEqual(tables, [...listed].toSorted());
        for (const table of tables) {
          await fill(database, table, mine.id);
          await fill(database, table, theirs.id);
          const count = async (workspaceId: string) =>
            (
              await sql<{
                count: number;
              }>`select count(*)::int as count from ${sql.table(table)} where workspace_id = ${workspaceId}`.execute(
                database.system,
              )
            ).rows[0]?.count ?? 0;
          const before = await count(theirs.id);
          assert.ok(before > 0 && (await count(mine.id)) > 0, table);
          await database.workspace(mine.id, async (tx) => {
            const seen = await sql<{
              workspace_id: string;
            }>`select distinct workspace_id from ${sql.table(table)}`.execute(tx);
            assert.deepEqual(
              seen.rows.map((row) => row.workspace_id),
              [mine.id],
              table,
            );
            const read =
              await sql`select 1 from ${sql.table(table)} where workspace_id = ${theirs.id}`.execute(tx);
            assert.equal(read.rows.length, 0, table);
            const updated =
              await sql`update ${sql.table(table)} set workspace_id = workspace_id where workspace_id = ${theirs.id}`.execute(
                tx,
              );
            assert.equal(updated.numAffectedRows ?? 0n, 0n, table);
            const deleted =
              await sql`delete from ${sql.table(table)} where workspace_id = ${theirs.id}`.execute(tx);
            assert.equal(deleted.numAffectedRows ?? 0n, 0n, table);
          });
          const smuggled = database.workspace(mine.id, (tx) =>
            sql`update ${sql.table(table)} set workspace_id = ${theirs.id}`.execute(tx),
          );
          await assert.rejects(smuggled, /row-level security/, table);
          const copied = database.workspace(mine.id, (tx) =>
            sql`insert into ${sql.table(table)} overriding system value
          select (jsonb_populate_record(mine, jsonb_build_object('workspace_id', ${theirs.id}::text))).* from ${sql.table(table)} mine limit 1`.execute(
              tx,
            ),
          );
          await assert.rejects(copied, /row-level security/, table);
          assert.equal(await count(theirs.id), before, table);
        }
      },
    );

    test(
      `${name}: behind the wall there is one workspace, and nothing of people, sessions and keys`,
      { skip: missing },
      async () => {
        const database = await open();
        const { found } = await openAccounts(database);
        const mine = await found('Mine');
        const theirs = await found('Theirs');
        await database.workspace(mine.id, async (tx) => {
          assert.deepEqual((await sql`select id from workspaces`.execute(tx)).rows, [{ id: mine.id }]);
          const changed = await sql`update workspaces set name = 'x' where id = ${theirs.id}`.execute(tx);
          assert.equal(changed.numAffectedRows ?? 0n, 0n);
        });
        for (const table of [
          'users',
          'sessions',
          'refresh_tokens',
          'password_resets',
          'signing_keys',
          'settings',
        ]) {
          await assert.rejects(
            database.workspace(mine.id, (tx) => sql`select 1 from ${sql.table(table)}`.execute(tx)),
            /permission denied/,
            table,
          );
        }
      },
    );

    test(
      `${name}: without the name of a workspace there is nothing behind the wall`,
      { skip: missing },
      async () => {
        const database = await open();
        const { found } = await openAccounts(database);
        await found();
        for (const table of [...(await walledTables(database)), 'workspaces']) {
          await database.system.transaction().execute(async (tx) => {
            await sql`select set_config('role', 'fechatter_walled', true)`.execute(tx);
            assert.equal((await sql`select 1 from ${sql.table(table)}`.execute(tx)).rows.length, 0, table);
          });
        }
      },
    );

    test(`${name}: a workspace that is deleted takes its rows with it`, { skip: missing }, async () => {
      const database = await open();
      const { found } = await openAccounts(database);
      const { id } = await found();
      // Rows of these hang on others, which filling does not make.
      const hanging = new Set(['channel_members', 'kept_silences', 'channel_bans', 'invite_uses']);
      const tables = (await walledTables(database)).filter((table) => !hanging.has(table));
      for (const table of tables) await fill(database, table, id);
      await database.system.deleteFrom('workspaces').where('id', '=', id).execute();
      for (const table of tables) {
        const left = await sql`select 1 from ${sql.table(table)} where workspace_id = ${id}`.execute(
          database.system,
        );
        assert.equal(left.rows.length, 0, table);
      }
    });

    test(`${name}: the wall ends with its transaction`, { skip: missing }, async () => {
      const database = await open();
      const { found } = await openAccounts(database);
      const mine = await found('Mine');
      const theirs = await found('Theirs');
      await database.workspace(mine.id, (tx) => tx.selectFrom('workspaces').select('id').execute());
      await assert.rejects(database.workspace(mine.id, (tx) => sql`select 1 / 0`.execute(tx)));
      const seen = await database.system
        .selectFrom('workspaces')
        .select('id')
        .where('id', 'in', [mine.id, theirs.id])
        .execute();
      assert.equal(seen.length, 2);
    });
  },
  { secondWallAlone: true },
);
