import type { FaultRecord } from '@fechatter/client-sdk/testing';
// Loaded when first used: loaded here, so that nothing waits for a file.
import '../../src/auth/host-token.ts';
import '../../src/device/open-device.ts';
import '../../src/device/device-keeper.ts';
import '../../src/tabs/in-one-tab.ts';
import { isSettled, violationAfter, violationNow, type Violation } from './invariants.ts';
import { NeverAtRestError } from './quiescence.ts';
import type { Schedule, Step } from './schedule.ts';
import { World } from './world.ts';

/** How long everything may take to be well again when nothing goes wrong any more. */
const SETTLE_MS = 240_000;
/** By then every dead connection was noticed. */
const NOTICED_MS = 45_000;
const LOOK_MS = 5_000;

/** What came of a schedule. */
export interface Run {
  readonly violation: (Violation & { readonly step: number }) | null;
  /** How often each kind of thing went wrong. */
  readonly faults: ReadonlyMap<FaultRecord['kind'] | Step['do'], number>;
}

/** Lets a schedule happen, and looks after each step, and at the end, whether everything is as it has to be. */
export async function simulate(schedule: Schedule): Promise<Run> {
  const world = await World.start(schedule);
  const progress = { step: 0 };
  let violation: Violation | null;
  try {
    violation = await happen(world, schedule, progress);
  } catch (error) {
    if (!(error instanceof NeverAtRestError) && !(error instanceof RangeError)) throw error;
    violation = { guarantee: 'liveness', detail: error.message };
  }
  const faults = new Map<FaultRecord['kind'] | Step['do'], number>();
  const count = (kind: FaultRecord['kind'] | Step['do']): void =>
    void faults.set(kind, (faults.get(kind) ?? 0) + 1);
  for (const step of schedule.steps) count(step.do);
  for (const device of world.devices) for (const { kind } of device.faults.log) count(kind);
  world.dispose();
  return { violation: violation && { ...violation, step: progress.step }, faults };
}

async function happen(
  world: World,
  { steps }: Schedule,
  progress: { step: number },
): Promise<Violation | null> {
  for (const step of steps) {
    await world.do(step);
    const violation = violationNow(world);
    if (violation !== null) return violation;
    progress.step += 1;
  }
  await world.heal();
  for (let waited = 0; waited < SETTLE_MS && !(waited >= NOTICED_MS && isSettled(world)); waited += LOOK_MS) {
    world.openTimelines();
    await world.wait(LOOK_MS);
    const violation = violationNow(world);
    if (violation !== null) return violation;
  }
  return violationAfter(world);
}
