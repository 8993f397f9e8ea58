import { sql, type Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { migrations } from './migrations/index.ts';
import type { Tables } from './tables.ts';

const migrator = (db: Kysely<Tables>): Migrator =>
  new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });

/**
 * Brings the schema up to date and tells the names of the migrations that were run. They take the time that they
 * need, and so does waiting for another process that runs them.
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  const { error, results = [] } = await database.system.connection().execute(async (db) => {
    await sql`set statement_timeout = 0`.execute(db);
    const run = await migrator(db).migrateToLatest();
    await sql`reset statement_timeout`.execute(db);
    return run;
  });
  if (error !== undefined)
    throw new Error(`migration ${results.at(-1)?.migrationName ?? ''} failed`, { cause: error });
  return results.map((result) => result.migrationName);
}

/** The migrations that are still to be run. */
export async function pendingMigrations(database: Database): Promise<readonly string[]> {
  const all = await migrator(database.system).getMigrations();
  return all.filter((migration) => migration.executedAt === undefined).map((migration) => migration.name);
}
