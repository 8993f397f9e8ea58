import { setTimeout as delay } from 'node:timers/promises';

/** What a process can tell of itself. */
export const processFigures = {
  /** Microseconds of CPU time so far. */
  cpu: (): number => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  /** Bytes in memory, after what is no longer used was let go. */
  memory: async (): Promise<number> => {
    for (let round = 0; round < 4; round += 1) {
      globalThis.gc?.();
      await delay(200);
    }
    return process.memoryUsage().rss;
  },
} as const;
