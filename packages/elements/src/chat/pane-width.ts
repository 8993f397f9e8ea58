import type { ReactiveController } from 'lit';
import { html, type TemplateResult } from 'lit';
import { remembered } from './remembered.ts';

const STEP = 16;

interface Limits {
  /** Under what the width is remembered; the style takes it from `--_<name>-width`. */
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly usual: number;
  /** The side of the page that the pane stands at. */
  readonly at: 'start' | 'end';
}

/**
 * The width of a pane, which can be dragged, or changed with the arrow keys, Home and End, and is found again
 * (the window splitter pattern of WAI-ARIA APG).
 */
export class PaneWidth implements ReactiveController {
  readonly #host: HTMLElement & { requestUpdate(): void };
  readonly #limits: Limits;
  #width: number;

  constructor(
    host: HTMLElement & { addController(controller: ReactiveController): void; requestUpdate(): void },
    limits: Limits,
  ) {
    this.#host = host;
    this.#limits = limits;
    this.#width = limits.usual;
    host.addController(this);
  }

  hostConnected(): void {
    this.#set(Number(remembered.get(this.#key) ?? this.#limits.usual));
  }

  /** The handle between the pane and what is beside it; it is called like the pane. */
  separator(label: string): TemplateResult {
    return html`<div
      class="split"
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${label}
      aria-controls=${this.#limits.name}
      aria-valuenow=${this.#width}
      aria-valuemin=${this.#limits.least}
      aria-valuemax=${this.#limits.most}
      @pointerdown=${this.#pressed}
      @keydown=${this.#keyed}
      @dblclick=${this.#reset}
    ></div>`;
  }

  readonly #pressed = (event: PointerEvent): void => {
    const handle = event.currentTarget as HTMLElement;
    handle.setPointerCapture(event.pointerId);
    const from = event.clientX;
    const before = handle.parentElement?.offsetWidth ?? this.#width;
    const moved = (move: PointerEvent): void => {
      this.#set(before + (move.clientX - from) * this.#sign);
    };
    handle.addEventListener('pointermove', moved);
    handle.addEventListener(
      'lostpointercapture',
      () => {
        handle.removeEventListener('pointermove', moved);
        this.#keep();
      },
      { once: true },
    );
  };

  readonly #keyed = (event: KeyboardEvent): void => {
    const width = this.#widthFor(event.key);
    if (width === null) return;
    event.preventDefault();
    this.#set(width);
    this.#keep();
  };

  #widthFor(key: string): number | null {
    switch (key) {
      case 'ArrowRight':
        return this.#width + STEP * this.#sign;
      case 'ArrowLeft':
        return this.#width - STEP * this.#sign;
      case 'Home':
        return this.#limits.least;
      case 'End':
        return this.#limits.most;
      default:
        return null;
    }
  }

  readonly #reset = (): void => {
    this.#set(this.#limits.usual);
    this.#keep();
  };

  /** 1 where the pane grows to the right, else -1. */
  get #sign(): 1 | -1 {
    const rightToLeft = getComputedStyle(this.#host).direction === 'rtl';
    return rightToLeft === (this.#limits.at === 'end') ? 1 : -1;
  }

  get #key(): string {
    return `${this.#limits.name}-width`;
  }

  #set(width: number): void {
    const { name, least, most, usual } = this.#limits;
    this.#width = Math.round(Math.min(most, Math.max(least, Number.isFinite(width) ? width : usual)));
    this.#host.style.setProperty(`--_${name}-width`, `${this.#width}px`);
    this.#host.requestUpdate();
  }

  #keep(): void {
    remembered.set(this.#key, String(this.#width));
  }
}
