// One message to many: deliveries a second into open event streams, of this project's hub and sink, next to the
// barest writer over node:http (the floor), ws and Socket.IO. The same reader, in a process of its own, for all.
//
//   --streams N   open streams (1,000)
//   --seconds S   of each measurement (2)
//   --rounds R    of which the median counts (3)
//   --rate        10,000 streams at 50 messages a second instead: is anything lost?
import { setTimeout as delay } from 'node:timers/promises';
import type { Readers } from './clients/readers.ts';
import { start, type Remote } from './measure/child.ts';
import { flag, median, option, result, table } from './measure/report.ts';
import type { StreamServer } from './servers/streams.ts';

const servers = {
  'this project': 'chat',
  'bare node:http': 'bare',
  ws: 'ws',
  'socket.io': 'socket-io',
} as const;
type Name = keyof typeof servers;

interface Side {
  readonly server: Remote<StreamServer>;
  readonly readers: Remote<Readers>;
}

async function open(name: Name, streams: number): Promise<Side> {
  const server = start<StreamServer>(`servers/${servers[name]}-streams.ts`);
  const readers = start<Readers>('clients/readers.ts');
  const { port, control, openings } = await server.listen(streams);
  const milliseconds = await readers.open(port, control, openings);
  while ((await server.readers()) < streams) await delay(50);
  console.log(`${name}: ${streams} streams open after ${(milliseconds / 1_000).toFixed(1)} s`);
  return { server, readers };
}

interface Measured {
  readonly perSecond: number;
  /** Deliveries for each second of the server's CPU: what other work on the machine does not touch. */
  readonly perCpuSecond: number;
  readonly lost: number;
}

async function measure({ server, readers }: Side, inFlight: number, milliseconds: number): Promise<Measured> {
  const before = await server.cpu();
  const { deliveries, milliseconds: elapsed, lost } = await readers.closedLoop(inFlight, milliseconds);
  const cpu = (await server.cpu()) - before;
  return { perSecond: (deliveries / elapsed) * 1_000, perCpuSecond: (deliveries / cpu) * 1_000_000, lost };
}

async function compare(streams: number, rounds: number, milliseconds: number): Promise<void> {
  const names = Object.keys(servers) as Name[];
  const sides = new Map<Name, Side>();
  for (const name of names) sides.set(name, await open(name, streams));
  for (const inFlight of [1, 16]) {
    const all = new Map<Name, Measured[]>(names.map((name) => [name, []]));
    for (const name of names) await measure(sides.get(name)!, inFlight, 500);
    for (let round = 0; round < rounds; round += 1)
      for (const name of names) all.get(name)!.push(await measure(sides.get(name)!, inFlight, milliseconds));
    const middle = new Map(
      names.map((name) => [
        name,
        {
          perSecond: median(all.get(name)!.map((one) => one.perSecond)),
          perCpuSecond: median(all.get(name)!.map((one) => one.perCpuSecond)),
          lost: all.get(name)!.reduce((sum, one) => sum + one.lost, 0),
        },
      ]),
    );
    console.log(`\n${streams} streams, ${inFlight} message${inFlight === 1 ? '' : 's'} in flight`);
    table(
      ['', 'deliveries/s', 'µs CPU each', 'lost'],
      names.map((name) => [
        name,
        middle.get(name)!.perSecond,
        1e6 / middle.get(name)!.perCpuSecond,
        middle.get(name)!.lost,
      ]),
    );
    const ours = middle.get('this project')!;
    const against = (reference: Name, target?: number): void => {
      const other = middle.get(reference)!;
      const of = `${streams} streams, ${inFlight} in flight`;
      result({
        bench: 'fanout',
        metric: `deliveries, ${of}`,
        value: ours.perSecond,
        unit: '1/s',
        reference,
        referenceValue: other.perSecond,
        ...(target !== undefined && { target }),
      });
      result({
        bench: 'fanout',
        metric: `deliveries per CPU second, ${of}`,
        value: ours.perCpuSecond,
        unit: '1/s',
        reference,
        referenceValue: other.perCpuSecond,
        ...(target !== undefined && { target }),
      });
    };
    against('bare node:http', 0.8);
    against('socket.io', inFlight === 1 ? undefined : 8);
    against('ws');
  }
  for (const { server, readers } of sides.values()) await Promise.all([server.end(), readers.end()]);
}

async function atFixedRate(streams: number, perSecond: number, seconds: number): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const name of ['this project', 'bare node:http'] as const) {
    const { server, readers } = await open(name, streams);
    await readers.fixedRate(perSecond, 2_000);
    const before = await server.cpu();
    const run = await readers.fixedRate(perSecond, seconds * 1_000);
    const cpu = ((await server.cpu()) - before) / (run.untilAll * 1_000);
    const rate = (run.ordered * streams - run.lost) / (run.untilAll / 1_000);
    rows.push([name, rate, run.lost, cpu * 100, run.p50, run.p99]);
    if (name === 'this project') {
      result({
        bench: 'fanout',
        metric: `deliveries lost, ${streams} streams at ${perSecond} messages/s`,
        value: run.lost,
        unit: 'deliveries',
        target: 0,
        most: true,
      });
      result({
        bench: 'fanout',
        metric: `deliveries, ${streams} streams at ${perSecond} messages/s`,
        value: rate,
        unit: '1/s',
        reference: 'what was ordered',
        referenceValue: streams * perSecond,
        target: 0.9,
      });
      result({
        bench: 'fanout',
        metric: `cores used, ${streams} streams at ${perSecond} messages/s`,
        value: cpu,
        unit: 'cores',
        target: 1,
        most: true,
      });
    }
    await Promise.all([server.end(), readers.end()]);
  }
  console.log(`\n${streams} streams, ${perSecond} messages a second for ${seconds} s`);
  table(['', 'deliveries/s', 'lost', '% of a core', 'p50 ms', 'p99 ms'], rows);
}

if (flag('rate'))
  await atFixedRate(option('streams', 10_000), option('per-second', 50), option('seconds', 10));
else await compare(option('streams', 1_000), option('rounds', 3), option('seconds', 2) * 1_000);
process.exit();
