// Imports a file in a process of its own, for tests that kill it: import-process.ts DATABASE WORKSPACE FILE
import { openEmbedded, openPostgres } from '../src/database/open.ts';
import { WorkspaceWriter } from '../src/event-log/workspace-writer.ts';
import { importFile } from '../src/import/import-file.ts';

const [address = '', workspaceId = '', file = ''] = process.argv.slice(2);
const database = address.startsWith('postgres:')
  ? openPostgres(address, { connections: 2 })
  : await openEmbedded(address);
const writer = new WorkspaceWriter(database, () => undefined);
await importFile({
  database,
  writer,
  workspaceId,
  file,
  onProgress: ({ messages }) => process.stdout.write(`${messages}\n`),
});
await database.close();
