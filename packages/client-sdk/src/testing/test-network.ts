import type { Network } from '../environment/network.ts';

/** What a device knows of its network, as a test says it is. */
export class TestNetwork implements Network {
  readonly #listeners = new Set<(change: 'online' | 'offline' | 'wake') => void>();
  #isOnline = true;

  online(): boolean {
    return this.#isOnline;
  }

  subscribe(listener: (change: 'online' | 'offline' | 'wake') => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Tells of a change, as a browser does. That requests fail while the device is offline is the network's side: `faults.offline`. */
  change(change: 'online' | 'offline' | 'wake'): void {
    if (change !== 'wake') this.#isOnline = change === 'online';
    for (const listener of [...this.#listeners]) listener(change);
  }
}
