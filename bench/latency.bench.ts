// From the send over HTTP to the message in each reader's hands, over real event streams: so many sends a second
// into channels of so many listeners. A message is delivered after it is committed, with a flush to the disk.
//
//   --rate N        sends a second (500)
//   --channels N    channels that they go to (5)
//   --listeners N   readers in each channel (100)
//   --seconds S     of each measurement (6)
//   --rounds R      of which the median counts (3)
import { startPostgres } from '../test/services/postgres.ts';
import type { Talkers } from './clients/talkers.ts';
import { start } from './measure/child.ts';
import { median, option, result, table } from './measure/report.ts';
import { singleCommits } from './measure/postgres-floors.ts';
import type { ChatServer } from './servers/chat-server.ts';

const rate = option('rate', 500);
const channels = option('channels', 5);
const listeners = option('listeners', 100);
const milliseconds = option('seconds', 6) * 1_000;

const postgres = await startPostgres({ durable: true });
const chat = start<ChatServer>('servers/chat-server.ts');
const talkers = start<Talkers>('clients/talkers.ts');
const ready = await chat.listen({
  databaseUrl: postgres.url,
  people: channels * listeners,
  channels,
  perChannel: listeners,
});
await talkers.listen(ready.port, ready);
await talkers.talk(ready.port, ready, listeners, rate, 3_000);

type Run = Awaited<ReturnType<Talkers['talk']>> & { readonly cores: number; readonly commit: number };
const runs: Run[] = [];
for (let round = 0; round < option('rounds', 3); round += 1) {
  const commit = (await singleCommits(postgres.url, 1_000, 1)).p99;
  const before = await chat.cpu();
  const run = await talkers.talk(ready.port, ready, listeners, rate, milliseconds);
  runs.push({ ...run, commit, cores: ((await chat.cpu()) - before) / (milliseconds * 1_000) });
}
const middle = (what: keyof Run): number => median(runs.map((run) => run[what]));

console.log(
  `${rate} sends a second into ${channels} channels of ${listeners} listeners: ${rate * listeners} deliveries a second, medians of ${runs.length}`,
);
table(
  ['', 'p50 ms', 'p99 ms'],
  [
    ['send to accepted', middle('acceptedP50'), middle('acceptedP99')],
    ['send to delivered', middle('p50'), middle('p99')],
    ['one commit of the same Postgres', '', middle('commit')],
  ],
);
console.log(
  `Server: ${(middle('cores') * 100).toFixed(0)} % of a core. Lost: ${runs.reduce((sum, run) => sum + run.lost, 0)} deliveries. Refused: ${middle('failed')} sends.\n`,
);
result({ bench: 'latency', metric: 'send to delivered, p50', value: middle('p50'), unit: 'ms' });
result({
  bench: 'latency',
  metric: 'send to delivered, p99',
  value: middle('p99'),
  unit: 'ms',
  target: 50,
  most: true,
});
result({
  bench: 'latency',
  metric: 'deliveries lost',
  value: runs.reduce((sum, run) => sum + run.lost, 0),
  unit: 'deliveries',
  target: 0,
  most: true,
});

await chat.stop();
await Promise.all([chat.end(), talkers.end()]);
await postgres.stop();
process.exit();
