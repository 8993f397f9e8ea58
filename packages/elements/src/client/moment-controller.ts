import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A longer time does not fit into a timer (https://html.spec.whatwg.org/#timers: a signed number of 32 bits). */
const LONGEST_MS = 2 ** 31 - 1;

/** Whether a moment has not come yet, by the clock of the device. */
export function isAhead(moment: string | null | undefined): moment is string {
  return moment != null && Date.parse(moment) > Date.now();
}

/** Renders its host again when the nearest of some moments has come. */
export class MomentController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #moments: () => readonly (string | null | undefined)[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, moments: () => readonly (string | null | undefined)[]) {
    this.#host = host;
    this.#moments = moments;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    const ahead = this.#moments().filter(isAhead);
    if (ahead.length === 0) return;
    const rest = Math.min(...ahead.map((moment) => Date.parse(moment))) - Date.now();
    this.#timer = setTimeout(
      () => {
        this.#host.requestUpdate();
      },
      Math.min(rest + 1, LONGEST_MS),
    );
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }
}
