/** Whoever asks for a lock. What becomes of it they hear when they run. */
interface Owner {
  readonly state: string;
  whenRunning(act: () => void): void;
}

interface Waiting {
  readonly owner: Owner;
  readonly grant: () => void;
}

interface Held {
  readonly owner: Owner;
  readonly steal: () => void;
}

/** The locks of a {@link TestBrowser} (W3C Web Locks, exclusive ones). */
export class TestLocks {
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Map<string, Waiting[]>();

  /** How many locks are held, and how many requests wait. */
  get size(): { readonly held: number; readonly waiting: number } {
    return { held: this.#held.size, waiting: [...this.#waiting.values()].flat().length };
  }

  /** The locks as one tab has them. */
  managerFor(owner: Owner): LockManager {
    const request = (
      name: string,
      options: { readonly signal?: AbortSignal; readonly steal?: boolean },
      work: () => Promise<unknown>,
    ): Promise<unknown> =>
      owner.state === 'closed' ? new Promise(() => {}) : this.#request(owner, name, options, work);
    // A test double has what the client calls, not all of the platform's.
    return { request, query: async () => ({}) } as unknown as LockManager;
  }

  /** Frees everything that a tab holds or waits for. */
  release(owner: object): void {
    for (const [name, queue] of this.#waiting)
      this.#waiting.set(
        name,
        queue.filter((waiting) => waiting.owner !== owner),
      );
    for (const [name, held] of [...this.#held]) if (held.owner === owner) this.#free(name, held);
  }

  async #request(
    owner: Owner,
    name: string,
    { signal, steal = false }: { readonly signal?: AbortSignal; readonly steal?: boolean },
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    // No lock is given before the call has returned.
    await Promise.resolve();
    if (signal?.aborted === true) throw new DOMException('aborted', 'AbortError');
    if (steal) this.#held.get(name)?.steal();
    else if (this.#held.has(name)) await this.#turn(owner, name, signal);
    let take = (): void => {};
    const stolen = new Promise<never>((_, reject) => {
      take = () => owner.whenRunning(() => reject(new DOMException('stolen', 'AbortError')));
    });
    stolen.catch(() => {});
    const held: Held = { owner, steal: take };
    this.#held.set(name, held);
    try {
      return await Promise.race([work(), stolen]);
    } finally {
      this.#free(name, held);
    }
  }

  #turn(owner: Owner, name: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { owner, grant: () => owner.whenRunning(resolve) };
      const queue = this.#waiting.get(name) ?? [];
      queue.push(waiting);
      this.#waiting.set(name, queue);
      signal?.addEventListener('abort', () => {
        const at = this.#waiting.get(name)?.indexOf(waiting) ?? -1;
        if (at >= 0) this.#waiting.get(name)?.splice(at, 1);
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  }

  #free(name: string, held: Held): void {
    if (this.#held.get(name) !== held) return;
    this.#held.delete(name);
    this.#waiting.get(name)?.shift()?.grant();
  }
}
