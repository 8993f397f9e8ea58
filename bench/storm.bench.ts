// A whole audience that is cut off at once: how long until all are back and have had what was said meanwhile, what a
// reconnect costs the server, and how much of it the database; next to a bare node:http stream that checks an HS256
// token and tells the same from memory.
//
//   --clients N    that are cut off (10,000), ten for each person
//   --window MS    over which they come back, as the server asks when it stops: 1 s for each 5,000 (2,000)
//   --missed N     messages that are said while they are away (20)
//   --rounds R     of which the median counts (3)
import { eventStream, expandPath } from '@fechatter/protocol';
import postgres from 'postgres';
import { setTimeout as delay } from 'node:timers/promises';
import { startPostgres } from '../test/services/postgres.ts';
import type { Storm } from './clients/storm.ts';
import { start } from './measure/child.ts';
import { median, option, result, table } from './measure/report.ts';
import type { BareReconnects } from './servers/bare-reconnects.ts';
import type { ChatServer } from './servers/chat-server.ts';

const clients = option('clients', 10_000);
const window = option('window', 2_000);
const missed = option('missed', 20);
const rounds = option('rounds', 3);
const CLIENTS_PER_PERSON = 10;
const people = Math.ceil(clients / CLIENTS_PER_PERSON);

interface Measured {
  readonly milliseconds: number;
  readonly again: number;
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of the server's CPU. */
  readonly cpuEach: number;
  readonly queriesEach: number;
}

/** A server that is put to it. */
interface Subject {
  readonly where: { readonly port: number; readonly path: string };
  readonly tokens: readonly string[];
  /** Where its log stands. */
  readonly seq: () => Promise<number>;
  readonly say: (messages: number) => Promise<void>;
  readonly readers: () => Promise<number>;
  readonly cpu: () => Promise<number>;
  readonly queries: () => Promise<number>;
}

async function measure({ where, tokens, seq, say, readers, cpu, queries }: Subject): Promise<Measured> {
  const all = start<Storm>('clients/storm.ts');
  await all.open(where, tokens, clients, await seq());
  while ((await readers()) < clients) await delay(50);
  await all.cut();
  while ((await readers()) > 0) await delay(50);
  await say(missed);
  const before = { cpu: await cpu(), queries: await queries() };
  const back = await all.comeBack(window, missed);
  const measured = {
    ...back,
    cpuEach: ((await cpu()) - before.cpu) / clients,
    queriesEach: ((await queries()) - before.queries) / clients,
  };
  await all.end();
  while ((await readers()) > 0) await delay(50);
  return measured;
}

const running = await startPostgres({
  durable: true,
  settings: { shared_preload_libraries: 'pg_stat_statements' },
});
const sql = postgres(running.url, { max: 1, onnotice: () => undefined });
await sql`create extension pg_stat_statements`;
const chat = start<ChatServer>('servers/chat-server.ts');
const { port, workspaceId, channelIds, userIds, tokens } = await chat.listen({
  databaseUrl: running.url,
  people,
  channels: 1,
});
const [channelId = ''] = channelIds;
const [speaker = ''] = userIds;
const bare = start<BareReconnects>('servers/bare-reconnects.ts');
const floor = await bare.listen(people);
let said = 0;
const subjects: Readonly<Record<'this project' | 'bare node:http', Subject>> = {
  'this project': {
    where: { port, path: expandPath(eventStream.path, { workspaceId }) },
    tokens,
    seq: async () => {
      const [row] = await sql<
        { head: number }[]
      >`select head_seq::integer as head from workspaces where id = ${workspaceId}`;
      return row?.head ?? 0;
    },
    say: (messages) => chat.say(workspaceId, channelId, speaker, messages),
    readers: chat.readers,
    cpu: chat.cpu,
    queries: async () => {
      const [row] = await sql<{ calls: number }[]>`
        select sum(calls)::integer as calls from pg_stat_statements where query not like '%pg_stat_statements%'`;
      return row?.calls ?? 0;
    },
  },
  'bare node:http': {
    where: { port: floor.port, path: '/' },
    tokens: floor.tokens,
    seq: () => Promise.resolve(said),
    say: async (messages) => {
      said += messages;
      await bare.say(messages);
    },
    readers: bare.readers,
    cpu: bare.cpu,
    queries: () => Promise.resolve(0),
  },
};

type Name = keyof typeof subjects;
const names = Object.keys(subjects) as Name[];
const all = new Map<Name, Measured[]>(names.map((name) => [name, []]));
for (let round = 0; round < rounds; round += 1)
  for (const name of names) all.get(name)!.push(await measure(subjects[name]));
const middle = (name: Name, what: keyof Measured): number => median(all.get(name)!.map((each) => each[what]));

console.log(
  `${clients} clients that are cut off at once and come back within ${window} ms, each to ${missed} messages; medians of ${rounds}`,
);
table(
  ['', 'all back, ms', 'p50 ms', 'p99 ms', 'tried again', 'µs CPU each', 'queries each'],
  names.map((name) => [
    name,
    ...(['milliseconds', 'p50', 'p99', 'again', 'cpuEach', 'queriesEach'] as const).map((what) =>
      middle(name, what),
    ),
  ]),
);
result({
  bench: 'storm',
  metric: `until all ${clients} are back and caught up`,
  value: middle('this project', 'milliseconds'),
  unit: 'ms',
  reference: 'the window over which they come',
  referenceValue: window,
  target: 1.25,
  most: true,
});
result({
  bench: 'storm',
  metric: 'CPU of the server for each',
  value: middle('this project', 'cpuEach'),
  unit: 'µs',
  reference: 'bare node:http',
  referenceValue: middle('bare node:http', 'cpuEach'),
  target: 1.5,
  most: true,
});
result({
  bench: 'storm',
  metric: 'statements of the database for each',
  value: middle('this project', 'queriesEach'),
  unit: 'statements',
  target: 1,
  most: true,
});

await Promise.all([chat.stop(), bare.end()]);
await chat.end();
await sql.end();
await running.stop();
process.exit();
