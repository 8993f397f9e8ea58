import { Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { migrations } from './migrations/index.ts';

const migrator = (database: Database): Migrator =>
  new Migrator({
    db: database.system,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
  });

/** Brings the schema up to date and tells the names of the migrations that were run. */
export async function migrate(database: Database): Promise<readonly string[]> {
  const { error, results = [] } = await migrator(database).migrateToLatest();
  if (error !== undefined)
    throw new Error(`migration ${results.at(-1)?.migrationName ?? ''} failed`, { cause: error });
  return results.map((result) => result.migrationName);
}

/** The migrations that are still to be run. */
export async function pendingMigrations(database: Database): Promise<readonly string[]> {
  const all = await migrator(database).getMigrations();
  return all.filter((migration) => migration.executedAt === undefined).map((migration) => migration.name);
}
