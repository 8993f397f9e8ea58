import type { WorkspaceId } from '@fechatter/protocol';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { openEmbedded, openPostgres } from '../database/open.ts';
import { WorkspaceWriter } from '../event-log/workspace-writer.ts';
import { CommandError } from './command.ts';

export const openConfigured = (config: Config): Promise<Database> =>
  config.database.kind === 'postgres'
    ? Promise.resolve(openPostgres(config.database.url, { connections: 2, statementSeconds: 0 }))
    : openEmbedded(config.database.folder);

/** Runs some work on the configured database, its schema up to date. */
export async function withDatabase<T>(
  config: Config,
  work: (database: Database, writer: WorkspaceWriter) => Promise<T>,
): Promise<T> {
  const database = await openConfigured(config);
  try {
    await migrate(database);
    const writer = new WorkspaceWriter(database, () => undefined);
    const result = await work(database, writer);
    await writer.idle();
    return result;
  } finally {
    await database.close();
  }
}

/** @throws {CommandError} When there is no such workspace. */
export async function findWorkspace(
  database: Database,
  slug: string,
): Promise<{ readonly id: WorkspaceId; readonly slug: string }> {
  const workspace = await database.system
    .selectFrom('workspaces')
    .select(['id', 'slug'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!workspace) throw new CommandError(`there is no workspace "${slug}"`);
  return workspace;
}
