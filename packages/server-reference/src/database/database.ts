import type { WorkspaceId } from '@fechatter/protocol';
import { sql, type Dialect, type Kysely, type Transaction } from 'kysely';
import { Kysely as KyselyClient } from 'kysely';
import { FirstWall } from './first-wall.ts';
import type { Tables } from './tables.ts';
import { oneByOne, pipelined, type Later, type Transact, type TransactionKind } from './transactions.ts';

/**
 * A transaction inside the walls of one workspace: rows of any other one do not exist for it. Its queries are
 * bound to the workspace; SQL written as text names `workspaceId` for every walled table in it.
 */
export type WalledTransaction = Transaction<Tables> & {
  readonly workspaceId: WorkspaceId;
  /** Takes a write whose answer decides nothing: the commit waits for it, and fails with it. */
  readonly later: Later;
};

const bound = (tx: Transaction<Tables>, workspaceId: WorkspaceId, later: Later): WalledTransaction =>
  Object.assign(tx.withPlugin(new FirstWall(workspaceId)), { workspaceId, later });

/**
 * The database, PGlite or a Postgres server: the same SQL, the same migrations, behind one of two doors.
 *
 * What belongs to a workspace goes through {@link Database.workspace}, where every query is bound to it, and
 * row-level security is the second wall behind that. People, sessions and what has to look across workspaces goes through
 * {@link Database.system}; it is used by few, and each use says why.
 */
export class Database {
  readonly #kysely: Kysely<Tables>;
  readonly #transact: Transact;
  readonly kind: 'pglite' | 'postgres';

  constructor(dialect: Dialect, kind: 'pglite' | 'postgres') {
    this.#kysely = new KyselyClient<Tables>({ dialect });
    this.#transact = kind === 'postgres' ? pipelined(this.#kysely, dialect) : oneByOne(this.#kysely);
    this.kind = kind;
  }

  /** Everything, without a wall. */
  get system(): Kysely<Tables> {
    return this.#kysely;
  }

  /** Runs a transaction inside the wall of a workspace. Serialisation failures and deadlocks are the caller's to retry. */
  workspace<T>(workspaceId: WorkspaceId, run: (tx: WalledTransaction) => Promise<T>): Promise<T> {
    return this.#behindTheWall('plain', workspaceId, run);
  }

  /** The same, with every read seeing one moment of the database: for a snapshot made of several queries. */
  workspaceSnapshot<T>(workspaceId: WorkspaceId, run: (tx: WalledTransaction) => Promise<T>): Promise<T> {
    return this.#behindTheWall('snapshot', workspaceId, run);
  }

  #behindTheWall<T>(
    kind: TransactionKind,
    workspaceId: WorkspaceId,
    run: (tx: WalledTransaction) => Promise<T>,
  ): Promise<T> {
    return this.#transact(kind, (tx, later) => {
      later(
        sql`select set_config('role', 'fechatter_walled', true), set_config('fechatter.workspace_id', ${workspaceId}, true)`.execute(
          tx,
        ),
      );
      return run(bound(tx, workspaceId, later));
    });
  }

  /**
   * The same, holding the counters of the workspace until the end: whoever else wants to change something in it
   * waits. One statement takes the lock and goes behind the wall, because every commit pays for each round trip;
   * what `run` asks without waiting for it goes along, and is answered when the lock is held.
   *
   * @param run - Gets where the log ends, which is null when there is no such workspace.
   */
  locked<T>(
    workspaceId: WorkspaceId,
    run: (tx: WalledTransaction, headSeq: Promise<number | null>) => Promise<T>,
  ): Promise<T> {
    return this.#transact('plain', (tx, later) => {
      const locking = sql<{ head_seq: number }>`
        select head_seq, set_config('role', 'fechatter_walled', true), set_config('fechatter.workspace_id', ${workspaceId}, true)
        from workspaces where id = ${workspaceId} for update`.execute(tx);
      const headSeq = locking.then(({ rows: [log] }) => log?.head_seq ?? null);
      later(headSeq);
      return run(bound(tx, workspaceId, later), headSeq);
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
