import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PGliteDialect } from 'kysely';
import { PostgresJSDialect } from 'kysely-postgres-js';
import postgres from 'postgres';
import { Database } from './database.ts';
import { lockFolder } from './folder-lock.ts';

/** Numbers of the database are counts and positions: all below 2^53. */
const toNumber = (text: string): number => Number(text);

/** A database folder, all migrations in, as `npm run build` makes it: starting from it saves the first start some seconds. */
const templateFile = join(import.meta.dirname, '..', '..', 'dist', 'pglite-template.tar.gz');

/**
 * Opens the embedded database.
 *
 * @param folder - Where it lives; null keeps it in memory.
 * @throws {FolderInUseError} When another process has it open: two writers would destroy it.
 */
export async function openEmbedded(folder: string | null): Promise<Database> {
  // A server on Postgres never loads it.
  const { PGlite, types } = await import('@electric-sql/pglite');
  const unlock = folder === null ? undefined : await lockFolder(dirname(folder));
  const fresh = folder === null || !existsSync(join(folder, 'PG_VERSION'));
  const template = fresh && existsSync(templateFile) ? new Blob([await readFile(templateFile)]) : undefined;
  if (folder !== null) await mkdir(dirname(folder), { recursive: true });
  const pglite = await PGlite.create({
    ...(folder !== null && { dataDir: folder }),
    ...(template && { loadDataDir: template }),
    parsers: { [types.INT8]: toNumber },
  });
  const database = new Database(new PGliteDialect({ pglite }), 'pglite');
  return Object.assign(database, {
    close: async () => {
      await pglite.close();
      await unlock?.();
    },
  });
}

/** Time for what is being asked to be answered when a database is closed. */
const CLOSE_SECONDS = 5;

/** A statement of a request that takes so long is given up: whoever asked has gone, and others wait for its connection. */
const STATEMENT_SECONDS = 15;

/**
 * Opens a Postgres server. Nothing is sent to it before the first query.
 *
 * @param options.connections - At most. Default 10.
 * @param options.statementSeconds - What one statement may take; 0 for as long as it needs, as in an import. Default 15.
 */
export function openPostgres(
  url: string,
  options: { readonly connections?: number; readonly statementSeconds?: number } = {},
): Database {
  const client = postgres(url, {
    max: options.connections ?? 10,
    connect_timeout: 5,
    idle_timeout: 60,
    onnotice: () => undefined,
    types: { bigint: { to: 20, from: [20], parse: toNumber, serialize: String } },
    connection: {
      application_name: 'fechatter',
      // A plan that is kept from when a table was empty, or from another workspace, reads all of a full one.
      plan_cache_mode: 'force_custom_plan',
      statement_timeout: (options.statementSeconds ?? STATEMENT_SECONDS) * 1_000,
    },
  });
  const end = client.end.bind(client);
  // Without a limit it waits for ever for a connection that broke together with its server.
  client.end = () => end({ timeout: CLOSE_SECONDS });
  return new Database(new PostgresJSDialect({ postgres: client }), 'postgres');
}
