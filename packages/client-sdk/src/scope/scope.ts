import type { Clock } from '../environment/clock.ts';
import { AbortedError } from '../errors/aborted-error.ts';

/** Owns timers, listeners and requests, and ends them all at once. */
export class Scope {
  readonly #clock: Clock;
  readonly #cleanups = new Set<() => void>();
  readonly #controller = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Aborted when the scope ends. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Does this when the scope ends. Returns the way to do it now. */
  add(cleanup: () => void): () => void {
    const once = (): void => {
      if (this.#cleanups.delete(once)) cleanup();
    };
    this.#cleanups.add(once);
    if (this.signal.aborted) once();
    return once;
  }

  /** Calls back after so many milliseconds, unless the scope ends before. Returns the way to call it off. */
  after(milliseconds: number, callback: () => void): () => void {
    if (this.signal.aborted) return () => {};
    const cancel = this.add(
      this.#clock.after(milliseconds, () => {
        cancel();
        callback();
      }),
    );
    return cancel;
  }

  child(): Scope {
    const child = new Scope(this.#clock);
    const forget = this.add(() => child.dispose());
    child.add(forget);
    return child;
  }

  dispose(): void {
    this.#controller.abort(new AbortedError());
    for (const cleanup of [...this.#cleanups]) cleanup();
  }
}

/** Waits. Rejects at once, and leaves no timer, when the signal is aborted. */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new AbortedError());
      return;
    }
    const abort = (): void => {
      cancel();
      reject(new AbortedError());
    };
    const cancel = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}
