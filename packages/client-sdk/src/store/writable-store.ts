import type { Batch, Flushable } from './batch.ts';
import type { ReadableStore } from './store.ts';

/** A value that can be read, followed and, inside the SDK, changed. */
export class WritableStore<T> implements ReadableStore<T>, Flushable {
  readonly #listeners = new Set<{ readonly call: (value: T, previous: T) => void }>();
  readonly #batch: Batch;
  readonly #onError: (error: unknown) => void;
  #value: T;
  #told: T;

  constructor(value: T, batch: Batch, onError: (error: unknown) => void) {
    this.#value = value;
    this.#told = value;
    this.#batch = batch;
    this.#onError = onError;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#batch.changed(this);
  }

  subscribe(listener: (value: T, previous: T) => void): () => void {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  select<S>(
    selector: (value: T) => S,
    listener: (selected: S, previous: S) => void,
    equals: (a: S, b: S) => boolean = Object.is,
  ): () => void {
    let selected = selector(this.#value);
    return this.subscribe((value) => {
      const next = selector(value);
      if (equals(next, selected)) return;
      const previous = selected;
      selected = next;
      listener(next, previous);
    });
  }

  flush(): void {
    const value = this.#value;
    const previous = this.#told;
    if (Object.is(value, previous)) return;
    this.#told = value;
    for (const entry of [...this.#listeners]) {
      // One that was stopped by a listener before it is not called any more.
      if (!this.#listeners.has(entry)) continue;
      try {
        entry.call(value, previous);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /** Lets go of all listeners. */
  dispose(): void {
    this.#listeners.clear();
  }
}
