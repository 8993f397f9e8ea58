import { percentile } from './report.ts';

/** How a closed loop went. */
export interface Looped {
  readonly done: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Lets so many callers call one after the other for so long, each as soon as its last call is answered. */
export async function loop(
  callers: number,
  milliseconds: number,
  call: (caller: number) => Promise<unknown>,
): Promise<Looped> {
  const latencies: number[] = [];
  const start = performance.now();
  const caller = async (number: number): Promise<void> => {
    for (let before = performance.now(); before - start < milliseconds;) {
      await call(number);
      const now = performance.now();
      latencies.push(now - before);
      before = now;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
  const seconds = (performance.now() - start) / 1_000;
  return {
    done: latencies.length,
    perSecond: latencies.length / seconds,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
  };
}
