/** Something that tells its listeners of a change, once, when asked. */
export interface Flushable {
  flush(): void;
}

/**
 * Holds back notifications until a piece of work is done, so that listeners are called once for it and see
 * nothing half done. A listener may change a store: that change is told after the one at hand.
 */
export class Batch {
  readonly #changed = new Set<Flushable>();
  #depth = 0;
  /** Counts what was told: what changes within one turn nobody has seen in between. */
  turn = 0;
  #flushing = false;

  run<R>(work: () => R): R {
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
      this.#flush();
    }
  }

  changed(store: Flushable): void {
    this.#changed.add(store);
    this.#flush();
  }

  #flush(): void {
    if (this.#depth > 0 || this.#flushing) return;
    this.#flushing = true;
    // A set that grows while it is walked is walked to its new end, so changes made by listeners are seen too.
    for (const store of this.#changed) {
      this.#changed.delete(store);
      this.turn += 1;
      store.flush();
    }
    this.#flushing = false;
  }
}
