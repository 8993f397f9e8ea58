/**
 * Schedules by chance: people, devices and tabs, and everything that can go wrong. After each one every
 * guarantee has to hold. `FECHATTER_SIMULATIONS` says how many schedules, `FECHATTER_SEED` with which to begin;
 * `npm run bench -- simulate --minutes 60` goes on for an hour.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createSchedule, faultKinds, type Schedule } from '../simulation/schedule.ts';
import { describeFailure, shrink } from '../simulation/shrink.ts';
import { simulate } from '../simulation/simulate.ts';

const schedules = Number(process.env['FECHATTER_SIMULATIONS'] ?? 1_000);
const firstSeed = Number(process.env['FECHATTER_SEED'] ?? 1);

test(`${schedules} schedules by chance: nothing lost, doubled or out of order, every client as if never interrupted`, async (context) => {
  const happened = new Map<string, number>();
  for (let seed = firstSeed; seed < firstSeed + schedules; seed += 1) {
    const schedule = createSchedule(seed);
    const { violation, faults } = await simulate(schedule);
    for (const [kind, times] of faults) happened.set(kind, (happened.get(kind) ?? 0) + times);
    if (violation !== null) assert.fail(await describeFailure(schedule, violation));
  }
  context.diagnostic(`${schedules} schedules, seeds ${firstSeed} to ${firstSeed + schedules - 1}`);
  for (const [kind, times] of [...happened].sort()) context.diagnostic(`${kind}: ${times}`);
  if (schedules >= 1_000)
    assert.deepEqual(
      faultKinds.filter((kind) => !happened.has(kind)),
      [],
      'what never went wrong was not tested',
    );
});

/** What a schedule once brought to light, by the name of the fault in the code. */
const regressions = JSON.parse(
  await readFile(join(import.meta.dirname, '..', 'simulation', 'regressions.json'), 'utf8'),
) as Readonly<Record<string, Schedule>>;

for (const [bug, schedule] of Object.entries(regressions)) {
  test(`no more: ${bug}`, async () => {
    assert.equal((await simulate(schedule)).violation, null);
  });
}

test('a schedule that fails is made as short as it can be', async () => {
  const { steps } = createSchedule(1);
  const needed = new Set([steps[3], steps[20]]);
  const shortest = await shrink(steps, async (left) => [...needed].every((step) => left.includes(step!)));
  assert.deepEqual(new Set(shortest), needed);
});
