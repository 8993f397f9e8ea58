import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { reportError } from '../events/events.ts';

type ActionState =
  | { readonly status: 'idle' }
  | { readonly status: 'running' }
  | { readonly status: 'failed'; readonly error: unknown };

/** One thing that a person asked for: running, done or failed, and told where it was asked. */
export class ActionController implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  #state: ActionState = { status: 'idle' };
  #run = 0;

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.reset();
  }

  get running(): boolean {
    return this.#state.status === 'running';
  }

  get error(): unknown {
    return this.#state.status === 'failed' ? this.#state.error : null;
  }

  /** Forgets a failure, and whatever is still running. */
  reset(): void {
    this.#run += 1;
    this.#set({ status: 'idle' });
  }

  /** Starts the action unless one is running. `done` is called with what came of it, unless it was reset. */
  start<T>(action: () => Promise<T>, done: (result: T) => void = () => {}): void {
    if (this.running) return;
    const run = (this.#run += 1);
    this.#set({ status: 'running' });
    action().then(
      (result) => {
        if (run !== this.#run) return;
        this.#set({ status: 'idle' });
        done(result);
      },
      (error: unknown) => {
        if (run !== this.#run) return;
        this.#set({ status: 'failed', error });
        reportError(this.#host, error);
      },
    );
  }

  #set(state: ActionState): void {
    if (state.status === 'idle' && this.#state.status === 'idle') return;
    this.#state = state;
    this.#host.requestUpdate();
  }
}
