import { nextTurn } from '../next-turn.ts';

/** A channel between the tabs of a {@link TestBrowser}. What is said is heard a turn later, as in a browser. */
export class TestBroadcastChannel {
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  readonly #name: string;
  readonly #all: Set<TestBroadcastChannel>;
  readonly #isRunning: () => boolean;

  constructor(name: string, all: Set<TestBroadcastChannel>, isRunning: () => boolean) {
    this.#name = name;
    this.#all = all;
    this.#isRunning = isRunning;
    all.add(this);
  }

  postMessage(data: unknown): void {
    if (!this.#isRunning()) return;
    for (const other of this.#all)
      if (other !== this && other.#name === this.#name) other.#receive(structuredClone(data));
  }

  close(): void {
    this.#all.delete(this);
  }

  #receive(data: unknown): void {
    nextTurn(() => {
      if (this.#isRunning() && this.#all.has(this)) this.onmessage?.({ data });
    });
  }
}
