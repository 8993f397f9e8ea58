/** A value that can be read and followed. */
export interface ReadableStore<T> {
  get(): T;
  /** Calls the listener after every change. Returns the way to stop. A listener that throws harms nobody else. */
  subscribe(listener: (value: T, previous: T) => void): () => void;
  /**
   * Calls the listener when what `selector` picks has changed, as `equals` sees it (by default `Object.is`).
   *
   * @example
   * ```ts
   * const stop = client.store.select((state) => state.me, (me) => render(me));
   * ```
   */
  select<S>(
    selector: (value: T) => S,
    listener: (selected: S, previous: S) => void,
    equals?: (a: S, b: S) => boolean,
  ): () => void;
}
