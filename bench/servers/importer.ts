// Imports a file into a fresh workspace, as `fechatter import` does.
import { openEmbedded, openPostgres } from '../../packages/server-reference/src/database/open.ts';
import { migrate } from '../../packages/server-reference/src/database/migrate.ts';
import { WorkspaceWriter } from '../../packages/server-reference/src/event-log/workspace-writer.ts';
import { importFile, type ImportSummary } from '../../packages/server-reference/src/import/import-file.ts';
import { serve } from '../measure/child.ts';
import { processFigures } from '../measure/process-figures.ts';
import { seedWorkspace } from './seed.ts';

const methods = {
  /** Memory is the growth over what the process had with its database open. */
  run: async (
    address: string,
    files: readonly string[],
  ): Promise<ImportSummary & { readonly peak: number; readonly grown: number }> => {
    const database = address.startsWith('postgres:')
      ? openPostgres(address, { connections: 2 })
      : await openEmbedded(address);
    await migrate(database);
    const { workspaceId } = await seedWorkspace(database, { people: 1, channels: 1 });
    const writer = new WorkspaceWriter(database, () => undefined);
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 100);
    const summaries: ImportSummary[] = [];
    for (const file of files) {
      summaries.push(
        await importFile({
          database,
          writer,
          workspaceId,
          file,
          onProgress: () => (peak = Math.max(peak, process.memoryUsage().rss)),
        }),
      );
    }
    clearInterval(watch);
    await database.close();
    const sum = (
      what: 'lines' | 'messages' | 'channels' | 'people' | 'known' | 'bad' | 'unlinked' | 'milliseconds',
    ): number => summaries.reduce((total, one) => total + one[what], 0);
    return {
      lines: sum('lines'),
      messages: sum('messages'),
      channels: sum('channels'),
      people: sum('people'),
      known: sum('known'),
      bad: sum('bad'),
      unlinked: sum('unlinked'),
      milliseconds: sum('milliseconds'),
      stoppedAt: null,
      peak,
      grown: peak - before,
    };
  },
  ...processFigures,
};

export type Importer = typeof methods;

serve(methods);
