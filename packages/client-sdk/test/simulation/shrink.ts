import type { Violation } from './invariants.ts';
import type { Schedule, Step } from './schedule.ts';
import { simulate } from './simulate.ts';

/**
 * The shortest list of steps that still fails: delta debugging (Zeller and Hildebrandt, "Simplifying and isolating
 * failure-inducing input", 2002). Leaves out ever smaller parts as long as what is left fails.
 */
export async function shrink(
  all: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let steps = all;
  for (let parts = 2; steps.length > 1;) {
    const size = Math.ceil(steps.length / parts);
    let shorter: readonly Step[] | null = null;
    for (let at = 0; at < steps.length && shorter === null; at += size) {
      const rest = steps.toSpliced(at, size);
      if (await fails(rest)) shorter = rest;
    }
    if (shorter !== null) {
      steps = shorter;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) break;
    else parts = Math.min(steps.length, parts * 2);
  }
  return steps;
}

/** What failed, and the shortest schedule that fails in the same way, as it is kept in `regressions.json`. */
export async function describeFailure(schedule: Schedule, violation: Violation): Promise<string> {
  const steps = await shrink(
    schedule.steps,
    async (left) =>
      (await simulate({ ...schedule, steps: left })).violation?.guarantee === violation.guarantee,
  );
  const { violation: same } = await simulate({ ...schedule, steps });
  return [
    `Seed ${schedule.seed} broke a guarantee (${violation.guarantee}): ${violation.detail}`,
    `The shortest schedule that does, ${steps.length} of ${schedule.steps.length} steps (${same?.detail ?? 'not always'}):`,
    JSON.stringify({ seed: schedule.seed, steps }),
  ].join('\n');
}
