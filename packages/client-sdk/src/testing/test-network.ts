import type { Network, NetworkChange } from '../environment/network.ts';

/** What a device knows of its network, as a test says it is. */
export class TestNetwork implements Network {
  readonly #listeners = new Set<(change: NetworkChange) => void>();
  #isOnline = true;

  online(): boolean {
    return this.#isOnline;
  }

  subscribe(listener: (change: NetworkChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Tells of a change, as a browser does. That requests fail while the device is offline is the network's side: `faults.offline`. */
  change(change: NetworkChange): void {
    if (change === 'online' || change === 'offline') this.#isOnline = change === 'online';
    for (const listener of [...this.#listeners]) listener(change);
  }
}
