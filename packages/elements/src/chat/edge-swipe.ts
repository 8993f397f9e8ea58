import { ONE_PANE } from './panes.ts';

/** How near to the edge a swipe begins, in px. */
const EDGE = 28;
/** How far a finger goes before it is known to swipe, in px. */
const SLACK = 10;
/** The part of the width after which letting go means going back. */
const FAR = 0.3;
/** A swipe of this length, in px, means going back when it is faster than this, in px per ms. */
const FLICK = { length: 48, speed: 0.5 } as const;
const SETTLE_MS = 160;

interface Parts {
  /** The pane that follows the finger; null where there is none to go back from. */
  readonly pane: () => HTMLElement | null;
  readonly back: () => void;
}

/**
 * A swipe from the edge goes one pane back, as on a phone. The pane follows the finger, unless less motion is
 * wanted. The back button does the same, so that nobody has to swipe.
 */
export class EdgeSwipe {
  readonly #host: HTMLElement;
  readonly #parts: Parts;

  constructor(host: HTMLElement, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
  }

  readonly pressed = (start: PointerEvent): void => {
    const pane = this.#parts.pane();
    if (pane === null || start.pointerType === 'mouse' || !start.isPrimary) return;
    if (this.#host.clientWidth >= ONE_PANE) return;
    const box = this.#host.getBoundingClientRect();
    const sign = getComputedStyle(this.#host).direction === 'rtl' ? -1 : 1;
    if ((sign === 1 ? start.clientX - box.left : box.right - start.clientX) > EDGE) return;

    const layout = start.currentTarget as HTMLElement;
    const follows = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    const scope = new AbortController();
    const way = (event: PointerEvent): number => Math.max(0, (event.clientX - start.clientX) * sign);
    let swiping = false;

    const moved = (event: PointerEvent): void => {
      if (event.pointerId !== start.pointerId) return;
      const aside = Math.abs(event.clientY - start.clientY);
      if (!swiping && aside > SLACK && aside > way(event)) scope.abort();
      if (!swiping && way(event) > SLACK && way(event) > aside) {
        swiping = true;
        layout.setPointerCapture(event.pointerId);
        layout.classList.toggle('swiping', follows);
      }
      if (swiping && follows) pane.style.translate = `${way(event) * sign}px`;
    };
    const ended = (event: PointerEvent): void => {
      if (event.pointerId !== start.pointerId) return;
      scope.abort();
      if (!swiping) return;
      const distance = way(event);
      const speed = distance / Math.max(1, event.timeStamp - start.timeStamp);
      const flick = distance > FLICK.length && speed > FLICK.speed;
      const goes = event.type === 'pointerup' && (distance > box.width * FAR || flick);
      void this.#settle(layout, pane, follows ? (goes ? box.width * sign : 0) : null).then(() => {
        if (goes) this.#parts.back();
      });
    };
    const { signal } = scope;
    layout.addEventListener('pointermove', moved, { signal });
    layout.addEventListener('pointerup', ended, { signal });
    layout.addEventListener('pointercancel', ended, { signal });
  };

  /** Brings the pane to where the swipe leads, and leaves no trace of it. */
  async #settle(layout: HTMLElement, pane: HTMLElement, to: number | null): Promise<void> {
    if (to !== null) {
      const movement = pane.animate({ translate: `${to}px` }, { duration: SETTLE_MS, easing: 'ease-out' });
      await movement.finished.catch(() => {});
    }
    pane.style.translate = '';
    layout.classList.remove('swiping');
  }
}
