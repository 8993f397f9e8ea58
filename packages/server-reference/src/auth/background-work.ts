/** Work that no answer waits for, and that a server which stops finishes first. */
export class BackgroundWork {
  readonly #running = new Set<Promise<void>>();
  readonly #report: (error: unknown) => void;
  readonly #limit: number;

  /** @param options.limit - What may run at the same time; more is refused. */
  constructor(report: (error: unknown) => void, options: { readonly limit?: number } = {}) {
    this.#report = report;
    this.#limit = options.limit ?? 100;
  }

  /** Starts some work; what it raises is reported. */
  start(work: () => Promise<void>): void {
    if (this.#running.size >= this.#limit) {
      this.#report(new Error('Too much is being done in the background: this was left out.'));
      return;
    }
    const run = work()
      .catch(this.#report)
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  /** Resolves when nothing is running. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
