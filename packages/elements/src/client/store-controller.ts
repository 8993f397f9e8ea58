import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What can be followed: a store of the client, or anything that tells of its changes in the same way. */
interface Followed<T> {
  get(): T;
  subscribe(listener: () => void): () => void;
}

/**
 * Renders its host again when what `selector` picks from a store has changed, and only then.
 *
 * The store may be another one from one update to the next, and the selector may read properties of the host.
 */
export class StoreController<T, S> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #source: () => Followed<T> | undefined;
  readonly #selector: (value: T) => S;
  readonly #equals: (a: S, b: S) => boolean;
  #store: Followed<T> | undefined;
  #stop: (() => void) | undefined;
  #value: S | undefined;

  constructor(
    host: ReactiveControllerHost,
    source: () => Followed<T> | undefined,
    selector: (value: T) => S,
    equals: (a: S, b: S) => boolean = Object.is,
  ) {
    this.#host = host;
    this.#source = source;
    this.#selector = selector;
    this.#equals = equals;
    host.addController(this);
  }

  /** What was picked last; undefined while there is no store. */
  get value(): S | undefined {
    return this.#value;
  }

  hostConnected(): void {
    this.#follow();
  }

  hostUpdate(): void {
    this.#follow();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#store = undefined;
  }

  #follow(): void {
    const store = this.#source();
    if (store !== this.#store) {
      this.#stop?.();
      this.#store = store;
      this.#stop = store?.subscribe(() => {
        if (this.#pick()) this.#host.requestUpdate();
      });
    }
    this.#pick();
  }

  /** Picks anew; true when that changed anything. */
  #pick(): boolean {
    const value = this.#store === undefined ? undefined : this.#selector(this.#store.get());
    const same =
      value === this.#value ||
      (value !== undefined && this.#value !== undefined && this.#equals(value, this.#value));
    if (!same) this.#value = value;
    return !same;
  }
}
