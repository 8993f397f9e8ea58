// What a server that does nothing takes: memory after its start, on the embedded database and on Postgres.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startPostgres } from '../test/services/postgres.ts';
import { start } from './measure/child.ts';
import { result, table } from './measure/report.ts';
import type { BareRoute } from './servers/bare-route.ts';
import type { ChatServer } from './servers/chat-server.ts';

const MIB = 1_048_576;
const SECONDS = 5;

async function measure(databaseUrl: string | null, dataFolder?: string) {
  const chat = start<ChatServer>('servers/chat-server.ts');
  const before = performance.now();
  await chat.listen({ databaseUrl, ...(dataFolder !== undefined && { dataFolder }), people: 2, channels: 1 });
  const seconds = (performance.now() - before) / 1_000;
  const memory = (await chat.memory()) / MIB;
  const cpu = await chat.cpu();
  await delay(SECONDS * 1_000);
  const busy = ((await chat.cpu()) - cpu) / (SECONDS * 1e6);
  await chat.stop();
  await chat.end();
  return { memory, seconds, busy };
}

const bare = start<BareRoute>('servers/bare-route.ts');
await bare.listen();
const floor = (await bare.memory()) / MIB;
await bare.end();
const folder = await mkdtemp(join(tmpdir(), 'fechatter-bench-'));
const postgres = await startPostgres();
const embedded = await measure(null, folder);
const served = await measure(postgres.url);
await postgres.stop();
await rm(folder, { recursive: true, force: true });

console.log('A server that does nothing');
table(
  ['', 'memory MiB', 'start s', '% of a core'],
  [
    ['on the embedded database', embedded.memory, embedded.seconds, embedded.busy * 100],
    ['on Postgres', served.memory, served.seconds, served.busy * 100],
    ['bare node:http', floor, '', ''],
  ],
);
result({
  bench: 'idle',
  metric: 'memory, embedded database',
  value: embedded.memory,
  unit: 'MiB',
  reference: 'bare node:http',
  referenceValue: floor,
});
result({
  bench: 'idle',
  metric: 'memory, Postgres',
  value: served.memory,
  unit: 'MiB',
  reference: 'bare node:http',
  referenceValue: floor,
});
process.exit();
