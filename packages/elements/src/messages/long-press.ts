import type { ReactiveController } from 'lit';

const LONG_PRESS_MS = 450;

/** Calls when a finger or pen rests on an element, as a context menu would open under it. */
export class LongPress implements ReactiveController {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    host: HTMLElement & { addController(controller: ReactiveController): void },
    pressed: () => void,
  ) {
    host.addController(this);
    host.addEventListener('pointerdown', (event) => {
      clearTimeout(this.#timer);
      if (event.pointerType !== 'mouse') this.#timer = setTimeout(pressed, LONG_PRESS_MS);
    });
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) {
      host.addEventListener(type, () => {
        clearTimeout(this.#timer);
      });
    }
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }
}
