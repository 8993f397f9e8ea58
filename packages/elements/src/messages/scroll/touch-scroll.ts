import type { ReactiveController } from 'lit';

/** A list that has not moved for so long has come to rest. `scrollend` says nothing: it also follows a correction in mid-fling. */
const REST_MS = 160;

/**
 * Knows whether a finger moves the list, or whether it goes on by itself after one. Meanwhile nothing may be put
 * above what is read: browsers on phones drop or fight a correction of the scroll position until all is at rest.
 */
export class TouchScroll implements ReactiveController {
  readonly #rested: () => void;
  #phase: 'rest' | 'touched' | 'coasting' = 'rest';
  #used = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param rested - Called when it has come to rest. */
  constructor(host: { addController(controller: ReactiveController): void }, rested: () => void) {
    this.#rested = rested;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#phase = 'rest';
  }

  /** Whether the list must be left alone. */
  get moving(): boolean {
    return this.#phase !== 'rest';
  }

  /** Whether fingers are what this reader scrolls with. */
  get used(): boolean {
    return this.#used;
  }

  /** Listeners for what scrolls; none of them holds the browser up. */
  readonly touched = {
    passive: true,
    handleEvent: (): void => {
      this.#used = true;
      this.#phase = 'touched';
      clearTimeout(this.#timer);
    },
  };

  readonly released = {
    passive: true,
    handleEvent: ({ touches }: TouchEvent): void => {
      if (touches.length > 0) return;
      this.#phase = 'coasting';
      this.#wait();
    },
  };

  readonly scrolled = {
    passive: true,
    handleEvent: (): void => {
      if (this.#phase === 'coasting') this.#wait();
    },
  };

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#rest();
    }, REST_MS);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#phase = 'rest';
    this.#rested();
  }
}
