/** The thread in which the indexes live: a search takes its time here, and not from the streams and requests. */
import { parentPort } from 'node:worker_threads';
import type { WorkerAnswer, WorkerCall } from './worker-engine.ts';
import { MemoryEngine } from './memory-engine.ts';

const engine = new MemoryEngine();
const methods = engine as unknown as Record<
  WorkerCall['method'],
  (...args: readonly unknown[]) => Promise<unknown>
>;

parentPort?.on('message', ({ id, method, args }: WorkerCall) => {
  methods[method](...args).then(
    (value) => parentPort?.postMessage({ id, value } satisfies WorkerAnswer),
    (error: unknown) => parentPort?.postMessage({ id, error: String(error) } satisfies WorkerAnswer),
  );
});
