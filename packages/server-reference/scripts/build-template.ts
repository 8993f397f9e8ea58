// Makes the folder of an embedded database, all migrations in, from which a first start saves some seconds.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import { Database } from '../src/database/database.ts';
import { migrate } from '../src/database/migrate.ts';

/** Writes a migrated and otherwise empty database folder, packed. */
export async function buildTemplate(file: string): Promise<void> {
  const pglite = await PGlite.create();
  await migrate(new Database(new PGliteDialect({ pglite }), 'pglite'));
  // One session needs no buffers for a hundred: 130 MB less memory, and a start in a quarter of the time.
  await pglite.exec("alter system set shared_buffers = '32MB'");
  await pglite.exec('alter system set max_connections = 5');
  await pglite.exec('checkpoint');
  const dump = await pglite.dumpDataDir('gzip');
  await pglite.close();
  await mkdir(dirname(file), { recursive: true });
  // Whoever opens it meanwhile finds the whole of the old one or of the new one.
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, new Uint8Array(await dump.arrayBuffer()));
  await rename(unfinished, file);
}

if (import.meta.main) await buildTemplate(join(import.meta.dirname, '..', 'dist', 'pglite-template.tar.gz'));
