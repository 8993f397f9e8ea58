import type { WorkspaceId } from '@fechatter/protocol';
import { sql, type Dialect, type Kysely, type Transaction } from 'kysely';
import { Kysely as KyselyClient } from 'kysely';
import type { Tables } from './tables.ts';

/** A transaction inside the wall of one workspace: rows of any other one do not exist for it. */
export type WalledTransaction = Transaction<Tables> & { readonly walled?: never };

/**
 * The database, PGlite or a Postgres server: the same SQL, the same migrations, behind one of two doors.
 *
 * What belongs to a workspace goes through {@link Database.workspace}, where row-level security is the second
 * wall behind the checks in code. People, sessions and what has to look across workspaces goes through
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
      await sql`select set_config('role', 'fechatter_walled', true), set_config('fechatter.workspace_id', ${workspaceId}, true)`.execute(tx);
      return run(tx);
    });
  }

  /** The same, with every read seeing one moment of the database: for a snapshot made of several queries. */
  workspaceSnapshot<T>(workspaceId: WorkspaceId, run: (tx: WalledTransaction) => Promise<T>): Promise<T> {
    return this.#kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(async (tx) => {
      await sql`select set_config('role', 'fechatter_walled', true), set_config('fechatter.workspace_id', ${workspaceId}, true)`.execute(tx);
      return run(tx);
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
