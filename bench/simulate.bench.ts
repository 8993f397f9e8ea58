// npm run bench -- simulate [--minutes 60] [--seed 1]
//
// The client's simulation for longer than a test run has time for: one schedule after the other, until one breaks
// a guarantee or the time is over. A schedule that fails is shrunk and printed, to be kept in
// packages/client-sdk/test/simulation/regressions.json.
import { createSchedule, faultKinds } from '../packages/client-sdk/test/simulation/schedule.ts';
import { describeFailure } from '../packages/client-sdk/test/simulation/shrink.ts';
import { simulate } from '../packages/client-sdk/test/simulation/simulate.ts';
import { option, result, table } from './measure/report.ts';

const end = performance.now() + option('minutes', 1) * 60_000;
const happened = new Map<string, number>();
let schedules = 0;
let violations = 0;
for (let seed = option('seed', 1_000_000); performance.now() < end; seed += 1) {
  const schedule = createSchedule(seed);
  const { violation, faults } = await simulate(schedule);
  schedules += 1;
  for (const [kind, times] of faults) happened.set(kind, (happened.get(kind) ?? 0) + times);
  if (violation === null) continue;
  violations += 1;
  console.log(await describeFailure(schedule, violation));
}

table(
  ['what went wrong', 'times'],
  faultKinds.map((kind) => [kind, happened.get(kind) ?? 0]),
);
result({ bench: 'simulate', metric: 'schedules', value: schedules, unit: 'schedules' });
result({
  bench: 'simulate',
  metric: 'guarantees broken',
  value: violations,
  unit: 'schedules',
  target: 0,
  most: true,
});
