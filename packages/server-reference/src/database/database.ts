import type { WorkspaceId } from '@fechatter/protocol';
import { sql, type Dialect, type Kysely, type Transaction } from 'kysely';
import { Kysely as KyselyClient } from 'kysely';
import { FirstWall } from './first-wall.ts';
import type { Tables } from './tables.ts';

/**
 * A transaction inside the walls of one workspace: rows of any other one do not exist for it. Its queries are
 * bound to the workspace; SQL written as text names `workspaceId` for every walled table in it.
 */
export type WalledTransaction = Transaction<Tables> & { readonly workspaceId: WorkspaceId };

const bound = (tx: Transaction<Tables>, workspaceId: WorkspaceId): WalledTransaction =>
  Object.assign(tx.withPlugin(new FirstWall(workspaceId)), { workspaceId });

/**
 * The database, PGlite or a Postgres server: the same SQL, the same migrations, behind one of two doors.
 *
 * What belongs to a workspace goes through {@link Database.workspace}, where every query is bound to it, and
 * row-level security is the second wall behind that. People, sessions and what has to look across workspaces goes through
 * {@link Database.system}; it is used by few, and each use says why.
 */
export class Database {
  readonly #kysely: Kysely<Tables>;
  readonly kind: 'pglite' | 'postgres';

  constructor(dialect: Dialect, kind: 'pglite' | 'postgres') {
    this.#kysely = new KyselyClient<Tables>({ dialect });
    this.kind = kind;
  }

  /** Everything, without a wall. */
  get system(): Kysely<Tables> {
    return this.#kysely;
  }

  /** Runs a transaction inside the wall of a workspace. Serialisation failures and deadlocks are the caller's to retry. */
  workspace<T>(workspaceId: WorkspaceId, run: (tx: WalledTransaction) => Promise<T>): Promise<T> {
    return this.#kysely.transaction().execute(async (tx) => {
      await sql`select set_config('role', 'fechatter_walled', true), set_config('fechatter.workspace_id', ${workspaceId}, true)`.execute(
        tx,
      );
      return run(bound(tx, workspaceId));
    });
  }

  /**
   * The same, holding the counters of the workspace until the end: whoever else wants to change something in it
   * waits. One statement takes the lock and goes behind the wall, because every commit pays for each round trip.
   *
   * @returns what `run` gives, or null when there is no such workspace.
   */
  locked<T>(
    workspaceId: WorkspaceId,
    run: (tx: WalledTransaction, headSeq: number) => Promise<T>,
  ): Promise<T | null> {
    return this.#kysely.transaction().execute(async (tx) => {
      const { rows } = await sql<{ head_seq: number }>`
        select head_seq, set_config('role', 'fechatter_walled', true), set_config('fechatter.workspace_id', ${workspaceId}, true)
        from workspaces where id = ${workspaceId} for update`.execute(tx);
      const [log] = rows;
      return log ? run(bound(tx, workspaceId), log.head_seq) : null;
    });
  }

  /** The same, with every read seeing one moment of the database: for a snapshot made of several queries. */
  workspaceSnapshot<T>(workspaceId: WorkspaceId, run: (tx: WalledTransaction) => Promise<T>): Promise<T> {
    return this.#kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (tx) => {
        await sql`select set_config('role', 'fechatter_walled', true), set_config('fechatter.workspace_id', ${workspaceId}, true)`.execute(
          tx,
        );
        return run(bound(tx, workspaceId));
      });
  }

  /** Answers when the database does. */
  async ping(): Promise<void> {
    await sql`select 1`.execute(this.#kysely);
  }

  close(): Promise<void> {
    return this.#kysely.destroy();
  }
}
