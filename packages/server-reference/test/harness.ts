import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after } from 'node:test';
import { PGlite, types } from '@electric-sql/pglite';
import { createId, type SessionId, type UserId, type WorkspaceId } from '@fechatter/protocol';
import { PGliteDialect, sql } from 'kysely';
import { createDatabase, postgresMissing } from '../../../test/services/postgres.ts';
import { buildTemplate } from '../scripts/build-template.ts';
import { Database } from '../src/database/database.ts';
import { migrate } from '../src/database/migrate.ts';
import { openPostgres } from '../src/database/open.ts';
import { walledTables } from '../src/database/tables.ts';
import { requireFirstWall } from './first-wall.ts';

const cache = join(import.meta.dirname, '..', '..', '..', '.cache');
const migrations = join(import.meta.dirname, '..', 'src', 'database', 'migrations');

/** A migrated database folder, made once for each state of the migrations. */
async function template(): Promise<Blob> {
  const hash = createHash('sha256');
  for (const file of globSync(join(migrations, '*.ts')).toSorted()) hash.update(readFileSync(file));
  const state = hash.digest('hex').slice(0, 16);
  const file = join(cache, `pglite-template-${state}.tar.gz`);
  if (!existsSync(file)) await buildTemplate(file);
  return new Blob([await readFile(file)]);
}

/** Opens an embedded database in memory, migrated and empty. The caller closes it. */
export const openMemoryDatabase = async (): Promise<Database> => requireFirstWall(await openMemory());

async function openMemory(): Promise<Database> {
  const pglite = await PGlite.create({ loadDataDir: await template(), parsers: { [types.INT8]: Number } });
  const database = new Database(new PGliteDialect({ pglite }), 'pglite');
  return Object.assign(database, { close: () => pglite.close() });
}

/** Opens a database of a Postgres server, migrated and empty. It is dropped when it is closed. */
async function openServedDatabase(): Promise<Database> {
  const served = await createDatabase();
  const database = openPostgres(served.url, { connections: 10 });
  const close = database.close.bind(database);
  await migrate(database);
  return Object.assign(database, {
    close: async () => {
      await close();
      await served.drop();
    },
  });
}

/** Takes the second wall down: row-level security is off, and what keeps workspaces apart are the queries. */
export async function withoutSecondWall(database: Database): Promise<Database> {
  for (const table of [...walledTables, 'workspaces'])
    await sql`alter table ${sql.table(table)} disable row level security`.execute(database.system);
  return database;
}

/** A kind of database that tests run on. */
export interface DatabaseKind {
  readonly name: 'PGlite' | 'Postgres' | 'PGlite without its second wall';
  /** Why it cannot be had here, for the `skip` of a test. */
  readonly missing: string | false;
  /** The one migrated database of this test file, opened when it is first asked for and closed after its tests. */
  readonly open: () => Promise<Database>;
  /** One more, for what must not be shared. The caller closes it. */
  readonly openNew: () => Promise<Database>;
}

/**
 * Defines the same tests for the embedded and the served database.
 *
 * Both refuse a query behind the wall that does not name its workspace.
 *
 * @param options.firstWallAlone - Also for one without row-level security: for tests of who may see what.
 * @param options.secondWallAlone - Any query is let through: for tests of row-level security itself.
 */
export function eachDatabase(
  define: (kind: DatabaseKind) => void,
  options: { readonly firstWallAlone?: boolean; readonly secondWallAlone?: boolean } = {},
): void {
  const walled = options.secondWallAlone ? (database: Database) => database : requireFirstWall;
  const openUnwalled = async (): Promise<Database> => withoutSecondWall(await openMemoryDatabase());
  const kinds = [
    { name: 'PGlite', missing: false, openNew: async () => walled(await openMemory()) },
    { name: 'Postgres', missing: postgresMissing(), openNew: async () => walled(await openServedDatabase()) },
    ...(options.firstWallAlone
      ? [{ name: 'PGlite without its second wall', missing: false, openNew: openUnwalled } as const]
      : []),
  ] as const;
  for (const { name, missing, openNew } of kinds) {
    let opened: Promise<Database> | undefined;
    after(async () => (await opened)?.close());
    define({ name, missing, openNew, open: () => (opened ??= openNew()) });
  }
}

/** What is known of a request, for a handler that is called without one. */
export const requestContext = {
  requestId: 'test',
  ip: '192.0.2.1',
  userAgent: 'test',
  origin: null,
} as const;

export function sessionContext(
  userId: UserId,
  sessionId: SessionId = createId(),
  boundTo: WorkspaceId | null = null,
) {
  return { ...requestContext, userId, sessionId, boundTo };
}

export const workspaceContext = (workspaceId: WorkspaceId, userId: UserId) => ({
  ...sessionContext(userId),
  workspaceId,
});
