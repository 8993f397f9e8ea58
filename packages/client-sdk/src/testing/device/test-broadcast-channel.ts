import { nextTurn } from '../next-turn.ts';

/** The tab that a channel is in. */
interface TabOfChannel {
  readonly state: string;
  whenRunning(act: () => void): void;
}

/** A channel between the tabs of a {@link TestBrowser}. What is said is heard a turn later, as in a browser. */
export class TestBroadcastChannel {
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  readonly #name: string;
  readonly #all: Set<TestBroadcastChannel>;
  readonly #tab: TabOfChannel;

  constructor(name: string, all: Set<TestBroadcastChannel>, tab: TabOfChannel) {
    this.#name = name;
    this.#all = all;
    this.#tab = tab;
    all.add(this);
  }

  postMessage(data: unknown): void {
    if (!this.#all.has(this)) throw new DOMException('closed', 'InvalidStateError');
    if (this.#tab.state !== 'running') return;
    for (const other of this.#all)
      if (other !== this && other.#name === this.#name) other.#receive(structuredClone(data));
  }

  close(): void {
    this.#all.delete(this);
  }

  #receive(data: unknown): void {
    nextTurn(() =>
      this.#tab.whenRunning(() => {
        if (this.#all.has(this)) this.onmessage?.({ data });
      }),
    );
  }
}
