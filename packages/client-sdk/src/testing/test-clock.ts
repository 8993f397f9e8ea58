import type { Clock } from '../environment/clock.ts';
import { nextTurn } from './next-turn.ts';

/** Lets everything that waits for nothing but its turn have it. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise<void>(nextTurn);
}

/** More timers than this at one moment are a loop that never ends. */
const MOST_AT_ONCE = 5_000;

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * Time that goes when it is told to, so that a test waits for nothing.
 *
 * @example
 * ```ts
 * const { clock } = createTestServer();
 * await clock.advance(40_000);
 * ```
 */
export class TestClock implements Clock {
  readonly #timers = new Set<Timer>();
  readonly #settle: () => Promise<void>;
  #now: number;

  /**
   * @param options.now - Milliseconds since 1970 at the start; by default noon of 1 January 2026, UTC.
   * @param options.settle - How to wait until everything has happened that waits for no timer; by default {@link settle}.
   */
  constructor(options: { readonly now?: number; readonly settle?: () => Promise<void> } = {}) {
    this.#now = options.now ?? Date.UTC(2026, 0, 1, 12);
    this.#settle = options.settle ?? settle;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets so much time go by, with every timer at its moment. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await this.#settle();
    let atOnce = 0;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      atOnce = next.at > this.#now ? 0 : atOnce + 1;
      if (atOnce > MOST_AT_ONCE)
        throw new RangeError(
          `${MOST_AT_ONCE} timers at one moment: one is set again and again without a wait`,
        );
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await this.#settle();
    }
    this.#now = end;
    await this.#settle();
  }

  /** The clock is set forward or back, or the device slept: no timer fires for it. */
  jump(milliseconds: number): void {
    this.#now += milliseconds;
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (timer.at <= end && timer.at < (next?.at ?? Infinity)) next = timer;
    return next;
  }
}
