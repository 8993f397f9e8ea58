import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How long a change can be taken back. */
export const UNDO_MS = 6_000;

/** Changes that wait a moment, so that they can be taken back. Whoever leaves has meant them. */
export class PendingChanges<Id extends string> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #waiting = new Map<
    Id,
    { readonly timer: ReturnType<typeof setTimeout>; readonly run: () => void }
  >();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('pagehide', this.flush);
  }

  hostDisconnected(): void {
    window.removeEventListener('pagehide', this.flush);
    this.flush();
  }

  has(id: Id): boolean {
    return this.#waiting.has(id);
  }

  add(id: Id, run: () => void): void {
    if (this.#waiting.has(id)) return;
    const finish = (): void => {
      if (this.#waiting.delete(id)) run();
      this.#host.requestUpdate();
    };
    this.#waiting.set(id, { timer: setTimeout(finish, UNDO_MS), run });
    this.#host.requestUpdate();
  }

  /** Takes a change back; false when it is too late. */
  undo(id: Id): boolean {
    const waiting = this.#waiting.get(id);
    clearTimeout(waiting?.timer);
    this.#host.requestUpdate();
    return this.#waiting.delete(id);
  }

  /** Makes all of them now. */
  readonly flush = (): void => {
    for (const [id, { timer, run }] of [...this.#waiting]) {
      clearTimeout(timer);
      this.#waiting.delete(id);
      run();
    }
  };
}
