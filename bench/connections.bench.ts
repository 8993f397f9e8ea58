// What an open, idle event stream costs in memory, session included; next to a bare node:http stream, ws and
// Socket.IO. Growth of the server's resident memory, after garbage collection.
//
//   --streams N   open streams (10,000)
import { setTimeout as delay } from 'node:timers/promises';
import type { Readers } from './clients/readers.ts';
import { start } from './measure/child.ts';
import { option, result, table } from './measure/report.ts';
import type { StreamServer } from './servers/streams.ts';

const streams = option('streams', 10_000);
/** Opened before the first look, so that what a server sets up once is not counted for each stream. */
const WARM = 200;
const KIB = 1_024;

async function measure(
  script: string,
): Promise<{ readonly each: number; readonly whole: number; readonly cpuEach: number }> {
  const server = start<StreamServer>(script);
  const readers = start<Readers>('clients/readers.ts');
  const { port, control, openings } = await server.listen(streams + WARM);
  await readers.open(port, control, openings.slice(0, WARM));
  await delay(500);
  const before = await server.memory();
  const cpuBefore = await server.cpu();
  await readers.open(port, control, openings.slice(WARM));
  while ((await server.readers()) < streams + WARM) await delay(50);
  const cpu = (await server.cpu()) - cpuBefore;
  await delay(1_000);
  const whole = await server.memory();
  await Promise.all([server.end(), readers.end()]);
  return { each: (whole - before) / streams / KIB, whole: whole / KIB / KIB, cpuEach: cpu / streams };
}

const rows: [string, Awaited<ReturnType<typeof measure>>][] = [];
for (const [name, script] of [
  ['this project', 'chat'],
  ['bare node:http', 'bare'],
  ['ws', 'ws'],
  ['socket.io', 'socket-io'],
] as const) {
  rows.push([name, await measure(`servers/${script}-streams.ts`)]);
}

console.log(
  `Memory of an idle stream, ${streams} of them in one process (this project's process holds the embedded database too)`,
);
table(
  ['', 'KiB each', 'process MiB', 'µs CPU to open'],
  rows.map(([name, { each, whole, cpuEach }]) => [name, each, whole, cpuEach]),
);
const ours = rows[0]![1];
result({
  bench: 'connections',
  metric: `memory per idle stream at ${streams}`,
  value: ours.each,
  unit: 'KiB',
  target: 12,
  most: true,
});
for (const [name, { each }] of rows.slice(1))
  result({
    bench: 'connections',
    metric: `memory per idle stream at ${streams}`,
    value: ours.each,
    unit: 'KiB',
    reference: name,
    referenceValue: each,
  });
process.exit();
