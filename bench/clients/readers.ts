// Opens many event streams, and orders messages and counts how they come.
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '../measure/child.ts';
import { percentile } from '../measure/report.ts';
import { openStream, type Opening } from './stream-reader.ts';

/** Streams that are being opened at a time. */
const OPENING_AT_ONCE = 64;
/** One stream in so many is looked at for how long messages take. */
const SAMPLE = 50;

const count = { messages: 0, bytes: 0, closed: 0 };
const sockets: Socket[] = [];
const latencies: number[] = [];
const orderedAt = new Map<number, number>();
let control: Socket | undefined;
let ordered = 0;

function seen(_stream: number, message: number): void {
  const start = orderedAt.get(message);
  if (start !== undefined) latencies.push(performance.now() - start);
}

function order(messages: number): void {
  const now = performance.now();
  for (let at = 0; at < messages; at += 1) {
    ordered += 1;
    orderedAt.set(ordered, now);
  }
  control?.write(Buffer.alloc(messages, 'p'));
}

const methods = {
  open: async (port: number, controlPort: number, openings: readonly Opening[]): Promise<number> => {
    const start = performance.now();
    let next = 0;
    const opener = async (): Promise<void> => {
      while (next < openings.length) {
        const stream = next++;
        sockets.push(
          await openStream(port, stream, openings[stream]!, stream % SAMPLE === 0 ? seen : null, count),
        );
      }
    };
    await Promise.all(Array.from({ length: OPENING_AT_ONCE }, opener));
    control = connect({ port: controlPort, host: '127.0.0.1', noDelay: true });
    return performance.now() - start;
  },

  /** Keeps so many messages on their way for so long; a message has arrived when all have it. */
  closedLoop: async (inFlight: number, milliseconds: number) => {
    latencies.length = 0;
    const readers = sockets.length;
    const before = count.messages;
    const start = performance.now();
    const base = ordered;
    while (performance.now() - start < milliseconds) {
      const arrived = Math.floor((count.messages - before) / readers);
      const missing = inFlight - (ordered - base - arrived);
      if (missing > 0) order(missing);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const deliveries = count.messages - before;
    const elapsed = performance.now() - start;
    await settled((ordered - base) * readers + before);
    return { deliveries, milliseconds: elapsed, lost: (ordered - base) * readers + before - count.messages };
  },

  /** Orders messages at a fixed rate, whatever becomes of them. */
  fixedRate: async (perSecond: number, milliseconds: number) => {
    latencies.length = 0;
    const before = count.messages;
    const base = ordered;
    const start = performance.now();
    while (performance.now() - start < milliseconds) {
      const due = Math.floor(((performance.now() - start) / 1_000) * perSecond) - (ordered - base);
      if (due > 0) order(due);
      await delay(2);
    }
    const deliveries = count.messages - before;
    const elapsed = performance.now() - start;
    const expected = (ordered - base) * sockets.length + before;
    await settled(expected);
    return {
      ordered: ordered - base,
      deliveries,
      milliseconds: elapsed,
      untilAll: performance.now() - start,
      lost: expected - count.messages,
      p50: percentile(latencies, 50),
      p99: percentile(latencies, 99),
    };
  },

  counts: () => ({ ...count, streams: sockets.length }),
};

/** Waits until everything has come, or nothing comes any more. */
async function settled(expected: number): Promise<void> {
  let last = -1;
  while (count.messages < expected && count.messages !== last) {
    last = count.messages;
    await delay(1_000);
  }
}

export type Readers = typeof methods;

serve(methods);
