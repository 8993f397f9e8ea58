import type { ReadableStore } from '@fechatter/client-sdk';

/** A store whose value a test sets. */
export class FakeStore<T> implements ReadableStore<T> {
  #value: T;
  readonly #listeners = new Set<(value: T, previous: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get = (): T => this.#value;

  set(value: T): void {
    const previous = this.#value;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value, previous);
  }

  patch(change: Partial<T>): void {
    this.set({ ...this.#value, ...change });
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  subscribe = (listener: (value: T, previous: T) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  select = <S>(
    selector: (value: T) => S,
    listener: (selected: S, previous: S) => void,
    equals: (a: S, b: S) => boolean = Object.is,
  ): (() => void) => {
    let last = selector(this.#value);
    return this.subscribe((value) => {
      const next = selector(value);
      if (equals(next, last)) return;
      const previous = last;
      last = next;
      listener(next, previous);
    });
  };
}
