import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.ts';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const nothing: Totals = { passed: 0, failed: 0, skipped: 0 };
export const onePassed: Totals = { ...nothing, passed: 1 };
export const oneFailed: Totals = { ...nothing, failed: 1 };
export const oneSkipped: Totals = { ...nothing, skipped: 1 };

export function sum(parts: readonly Totals[]): Totals {
  return parts.reduce(
    (a, b) => ({
      passed: a.passed + b.passed,
      failed: a.failed + b.failed,
      skipped: a.skipped + b.skipped,
    }),
    nothing,
  );
}

/** Where a runner's reporter leaves its totals. */
export function totalsFile(stage: string): string {
  return join(root, '.cache', `${stage}-totals.json`);
}

export function removeTotals(stage: string): void {
  rmSync(totalsFile(stage), { force: true });
}

/** The totals that a runner left. A runner that failed without naming a failed test counts as one failure. */
export function readTotals(stage: string, runnerSucceeded: boolean): Totals {
  let totals: Totals;
  try {
    totals = JSON.parse(readFileSync(totalsFile(stage), 'utf8')) as Totals;
  } catch {
    // It died before it could report.
    return oneFailed;
  }
  return !runnerSucceeded && totals.failed === 0 ? sum([totals, oneFailed]) : totals;
}
