import type { ReactiveController } from 'lit';
import { remembered } from './remembered.ts';

const KEY = 'list-width';
const LIMITS = { least: 200, most: 400, step: 16, usual: 264 } as const;

/** The width of the list, which can be dragged, or changed with the arrow keys, and is found again. */
export class PaneWidth implements ReactiveController {
  readonly #host: HTMLElement & { requestUpdate(): void };
  #width: number = LIMITS.usual;

  constructor(
    host: HTMLElement & { addController(controller: ReactiveController): void; requestUpdate(): void },
  ) {
    this.#host = host;
    host.addController(this);
  }

  readonly least = LIMITS.least;
  readonly most = LIMITS.most;

  get value(): number {
    return this.#width;
  }

  hostConnected(): void {
    this.#set(Number(remembered.get(KEY) ?? LIMITS.usual));
  }

  readonly pressed = (event: PointerEvent): void => {
    const handle = event.currentTarget as HTMLElement;
    handle.setPointerCapture(event.pointerId);
    const from = event.clientX;
    const before = this.#width;
    const sign = this.#rightToLeft ? -1 : 1;
    const moved = (move: PointerEvent): void => {
      this.#set(before + (move.clientX - from) * sign);
    };
    handle.addEventListener('pointermove', moved);
    handle.addEventListener(
      'lostpointercapture',
      () => {
        handle.removeEventListener('pointermove', moved);
        remembered.set(KEY, String(this.#width));
      },
      { once: true },
    );
  };

  readonly key = (event: KeyboardEvent): void => {
    const wider = this.#rightToLeft ? 'ArrowLeft' : 'ArrowRight';
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    this.#set(this.#width + (event.key === wider ? LIMITS.step : -LIMITS.step));
    remembered.set(KEY, String(this.#width));
  };

  get #rightToLeft(): boolean {
    return getComputedStyle(this.#host).direction === 'rtl';
  }

  #set(width: number): void {
    this.#width = Math.round(
      Math.min(LIMITS.most, Math.max(LIMITS.least, Number.isFinite(width) ? width : LIMITS.usual)),
    );
    this.#host.style.setProperty('--_list-width', `${this.#width}px`);
    this.#host.requestUpdate();
  }
}
