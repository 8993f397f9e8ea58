// Messages a second through the import, on the embedded database and on Postgres with synchronous commits; next to
// bulk inserts on the same Postgres. The real corpus where FECHATTER_BENCH_CORPUS names its folder.
//
//   --messages N   how many (50,000)
//   --all          the whole corpus
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/services/postgres.ts';
import { start } from './measure/child.ts';
import { corpusFiles } from './measure/corpus.ts';
import { bulkInserts } from './measure/postgres-floors.ts';
import { flag, option, result, table } from './measure/report.ts';
import type { Importer } from './servers/importer.ts';

const MIB = 1_048_576;
const folder = await mkdtemp(join(tmpdir(), 'fechatter-bench-'));
const { files, kind } = await corpusFiles(
  folder,
  flag('all') ? Number.POSITIVE_INFINITY : option('messages', 50_000),
);

async function measure(address: string) {
  const importer = start<Importer>('servers/importer.ts');
  const run = await importer.run(address, files);
  await importer.end();
  return { ...run, perSecond: (run.lines / run.milliseconds) * 1_000 };
}

const embedded = await measure(join(folder, 'embedded', 'database'));
const postgres = await startPostgres({ durable: true });
const served = await measure(postgres.url);
const bulk = await bulkInserts(postgres.url, 3_000);
await postgres.stop();
await rm(folder, { recursive: true, force: true });

console.log(`${embedded.messages} ${kind} of ${embedded.people} people`);
table(
  ['', 'messages/s', 'grown by MiB', 'process MiB'],
  [
    ['embedded database', embedded.perSecond, embedded.grown / MIB, embedded.peak / MIB],
    ['Postgres', served.perSecond, served.grown / MIB, served.peak / MIB],
    ['bulk inserts of 500', bulk, '', ''],
  ],
);
result({ bench: 'import', metric: 'messages, embedded database', value: embedded.perSecond, unit: '1/s' });
result({
  bench: 'import',
  metric: 'messages, Postgres',
  value: served.perSecond,
  unit: '1/s',
  reference: 'bulk inserts of 500',
  referenceValue: bulk,
});
result({ bench: 'import', metric: 'memory grown by, Postgres', value: served.grown / MIB, unit: 'MiB' });
process.exit();
