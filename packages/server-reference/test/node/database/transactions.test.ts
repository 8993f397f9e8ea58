import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { Database, WalledTransaction } from '../../../src/database/database.ts';
import { openAccounts } from '../../accounts.ts';
import { eachDatabase } from '../../harness.ts';

eachDatabase(({ name, missing, open }) => {
  const insert = (tx: WalledTransaction, index: number): Promise<unknown> =>
    sql`insert into mentions (workspace_id, user_id, channel_id, index) values (${tx.workspaceId}, ${createId()}, ${createId()}, ${index})`.execute(
      tx,
    );
  const indexes = async (database: Database, workspaceId: string): Promise<number[]> =>
    (
      await database.system
        .selectFrom('mentions')
        .select('index')
        .where('workspace_id', '=', workspaceId)
        .orderBy('index')
        .execute()
    ).map((row) => row.index);

  test(
    `${name}: a write that nobody waits for is done when its transaction is, in its order`,
    { skip: missing },
    async () => {
      const database = await open();
      const { id } = await (await openAccounts(database)).found();
      await database.locked(id, async (tx) => {
        tx.later(insert(tx, 1));
        tx.later(sql`update mentions set index = 2 where workspace_id = ${id} and index = 1`.execute(tx));
        tx.later(insert(tx, 3));
        return Promise.resolve();
      });
      assert.deepEqual(await indexes(database, id), [2, 3]);
    },
  );

  test(
    `${name}: a write that nobody waits for fails its transaction, and nothing of it is left`,
    { skip: missing },
    async () => {
      const database = await open();
      const { id } = await (await openAccounts(database)).found();
      const broken = database.locked(id, async (tx) => {
        tx.later(insert(tx, 1));
        tx.later(sql`select 1 / 0 from workspaces where id = ${id}`.execute(tx));
        tx.later(insert(tx, 2));
        return Promise.resolve();
      });
      await assert.rejects(broken, /division by zero/);
      assert.deepEqual(await indexes(database, id), []);
    },
  );

  test(`${name}: the first failure is told, not those that follow from it`, { skip: missing }, async () => {
    const database = await open();
    const { id } = await (await openAccounts(database)).found();
    const broken = database.workspace(id, async (tx) => {
      tx.later(sql`select 1 / 0 from workspaces where id = ${id}`.execute(tx));
      await insert(tx, 1);
    });
    await assert.rejects(broken, /division by zero|current transaction is aborted/);
    if (name === 'Postgres') await assert.rejects(broken, /division by zero/);
  });

  test(
    `${name}: what is refused after a write undoes the write, and the connection goes on`,
    { skip: missing },
    async () => {
      const database = await open();
      const { id } = await (await openAccounts(database)).found();
      const refused = database.locked(id, (tx) => {
        tx.later(insert(tx, 1));
        return Promise.reject(new Error('refused'));
      });
      await assert.rejects(refused, /refused/);
      assert.deepEqual(await indexes(database, id), []);
      await database.locked(id, (tx) => insert(tx, 4));
      assert.deepEqual(await indexes(database, id), [4]);
    },
  );
});
