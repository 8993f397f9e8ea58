// Durable sends a second into one hot channel, through the public API over HTTP, and the write path alone; next to
// what the same Postgres does with one commit a message and in bulk, and to a bare HTTP route.
//
//   --clients N   connections that send, each waiting for its answer (256): with few of them it is their waiting that
//                 is measured, since all of a batch wait for one commit
//   --writers N   senders of the write path alone (512)
//   --seconds S   of each measurement (3)
//   --rounds R    of which the median counts (3)
import type { BareRoute } from './servers/bare-route.ts';
import type { ChatServer } from './servers/chat-server.ts';
import type { Senders } from './clients/senders.ts';
import { start } from './measure/child.ts';
import type { Looped } from './measure/loop.ts';
import { bulkInserts, denseCommits, singleCommits } from './measure/postgres-floors.ts';
import { median, option, result, table } from './measure/report.ts';
import { expandPath, endpoints } from '@fechatter/protocol';
import { startPostgres } from '../test/services/postgres.ts';

const clients = option('clients', 256);
const writers = option('writers', 512);
const milliseconds = option('seconds', 3) * 1_000;
const rounds = option('rounds', 3);
const ACCOUNTS = 16;

const postgres = await startPostgres({ durable: true });
const chat = start<ChatServer>('servers/chat-server.ts');
const bare = start<BareRoute>('servers/bare-route.ts');
const [forChat, forBare] = [start<Senders>('clients/senders.ts'), start<Senders>('clients/senders.ts')];
const { port, workspaceId, channelIds, userIds, tokens } = await chat.listen({
  databaseUrl: postgres.url,
  people: ACCOUNTS,
  channels: 1,
});
const [channelId = ''] = channelIds;
const path = expandPath(endpoints['messages.send'].path, { workspaceId, timelineId: channelId });
await forChat.open(port, clients);
await forBare.open(await bare.listen(), clients);

const measurements = {
  'sends over HTTP': () => forChat.send(path, tokens, milliseconds),
  'bare node:http route': () => forBare.send('/', tokens, milliseconds),
  'write path alone': () => chat.submit(workspaceId, channelId, userIds, writers, milliseconds),
  'one commit a message': () => denseCommits(postgres.url, milliseconds),
  'one commit a message, without an order': () => singleCommits(postgres.url, milliseconds),
  'bulk inserts of 500': async () => ({
    perSecond: await bulkInserts(postgres.url, milliseconds),
    p50: Number.NaN,
    p99: Number.NaN,
  }),
} as const;
type Name = keyof typeof measurements;
const names = Object.keys(measurements) as Name[];

const all = new Map<Name, Pick<Looped, 'perSecond' | 'p50' | 'p99'>[]>(names.map((name) => [name, []]));
await forChat.send(path, tokens, 2_000);
await chat.submit(workspaceId, channelId, userIds, writers, 1_000);
await forBare.send('/', tokens, 1_000);
/** Microseconds of the servers' CPU for each request: what other work on the machine touches least. */
const cpuEach = { chat: [] as number[], bare: [] as number[] };
for (let round = 0; round < rounds; round += 1) {
  for (const name of names) {
    const before = [await chat.cpu(), await bare.cpu()] as const;
    const run = await measurements[name]();
    const sent = run.perSecond * (milliseconds / 1_000);
    if (name === 'sends over HTTP') cpuEach.chat.push(((await chat.cpu()) - before[0]) / sent);
    if (name === 'bare node:http route') cpuEach.bare.push(((await bare.cpu()) - before[1]) / sent);
    all.get(name)!.push(run);
  }
}
const middle = (name: Name, what: 'perSecond' | 'p50' | 'p99' = 'perSecond'): number =>
  median(all.get(name)!.map((run) => run[what]));

console.log(
  `Messages a second into one channel, Postgres with synchronous commits, medians of ${rounds}; a send takes ${median(cpuEach.chat).toFixed(0)} µs of the server's CPU, a bare request ${median(cpuEach.bare).toFixed(0)} µs`,
);
table(
  ['', 'messages/s', 'p50 ms', 'p99 ms'],
  names.map((name) => [
    name,
    middle(name),
    ...(['p50', 'p99'] as const).map((what) => (Number.isNaN(middle(name, what)) ? '' : middle(name, what))),
  ]),
);
const compare = (metric: Name, reference: Name, target: number): void =>
  result({
    bench: 'send',
    metric,
    value: middle(metric),
    unit: '1/s',
    reference,
    referenceValue: middle(reference),
    target,
  });
compare('sends over HTTP', 'one commit a message', 5);
compare('write path alone', 'one commit a message', 5);
compare('sends over HTTP', 'bare node:http route', 0.35);
compare('write path alone', 'bulk inserts of 500', 0.6);
result({
  bench: 'send',
  metric: 'sends over HTTP per CPU second of the server',
  value: 1e6 / median(cpuEach.chat),
  unit: '1/s',
  reference: 'bare node:http route',
  referenceValue: 1e6 / median(cpuEach.bare),
});
result({
  bench: 'send',
  metric: `p99 with ${clients} senders`,
  value: middle('sends over HTTP', 'p99'),
  unit: 'ms',
});

await Promise.all([chat.stop(), forChat.end(), forBare.end(), bare.end()]);
await chat.end();
await postgres.stop();
process.exit();
