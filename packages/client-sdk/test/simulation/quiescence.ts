/** Turns that have to go by with nothing left to do. Several, since the end of one thing may begin the next a turn later. */
const CALM_TURNS = 3;
/** Whatever is not at rest after so many turns never will be. */
const MOST_TURNS = 50_000;

/** Something goes on and on without waiting for anything. */
export class NeverAtRestError extends Error {
  override readonly name = 'NeverAtRestError';
}

/**
 * Waits until nothing is to be done but what waits for the clock: all of it runs in this process, in turns of
 * the event loop, so when none of them is pending nothing more will happen by itself.
 */
export async function quiescence(): Promise<void> {
  for (let turn = 0, calm = 0; calm < CALM_TURNS; turn += 1, calm += 1) {
    if (turn > MOST_TURNS) throw new NeverAtRestError(`Not at rest after ${turn} turns`);
    await new Promise((resolve) => setImmediate(resolve));
    if (process.getActiveResourcesInfo().includes('Immediate')) calm = 0;
  }
}
