import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import type { Timeline } from '@fechatter/client-sdk';
import { StyledElement } from '../../element.ts';
import { emit } from '../../events/events.ts';
import { english, type Localizer } from '../../localize/localizer.ts';
import { dateMarks, type DateMark } from './days.ts';

/** A day, month or year, and the first message in it. */
interface PlacedMark extends DateMark {
  readonly index: number;
}

/** Names stand apart at least by this part of the rail. */
const APART = 0.05;
/** The keys wait so long before they go to where they have led. */
const KEY_MS = 350;

const railStyles = css`
  :host {
    display: block;
    position: absolute;
    z-index: 2;
    inset-block: 12px;
    inset-inline-end: 12px;
    inline-size: 16px;
    opacity: 0;
    transition: opacity var(--_motion) ease-out;
  }
  :host(:hover),
  :host(:focus-within),
  :host([active]) {
    opacity: 1;
  }
  .rail {
    position: relative;
    block-size: 100%;
    border-radius: 8px;
    cursor: pointer;
    touch-action: none;
  }
  .rail::before {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline-end: 7px;
    border-inline-end: 2px solid var(--_line);
  }
  .mark,
  .here,
  .tip {
    position: absolute;
    inset-inline-end: 0;
    inline-size: 16px;
    block-size: 0;
    pointer-events: none;
  }
  .mark::after {
    content: '';
    position: absolute;
    inset-inline-end: 5px;
    inset-block-start: -1px;
    inline-size: 6px;
    block-size: 2px;
    background: var(--_line-strong);
  }
  .here::after {
    content: '';
    position: absolute;
    inset-inline-end: 3px;
    inset-block-start: -5px;
    inline-size: 10px;
    block-size: 10px;
    border-radius: 50%;
    background: var(--_accent);
    border: 2px solid var(--_bg);
  }
  .name {
    position: absolute;
    inset-inline-end: 18px;
    translate: 0 -50%;
    padding: 1px 6px;
    border-radius: var(--_radius-small);
    background: var(--_bg);
    color: var(--_text-2);
    font-size: var(--_size-meta);
    line-height: 16px;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .mark .name {
    visibility: hidden;
  }
  :host(:hover) .mark .name,
  :host(:focus-within) .mark .name {
    visibility: visible;
  }
  .year .name {
    color: var(--_text);
    font-weight: 600;
  }
  .tip .name {
    z-index: 1;
    padding: 3px 8px;
    background: var(--_bg-raised);
    box-shadow: var(--_shadow);
    color: var(--_text);
    font-weight: 500;
  }
  @media (forced-colors: active) {
    .here::after {
      background: Highlight;
    }
    .mark::after {
      background: CanvasText;
    }
  }
`;

/**
 * A conversation from its beginning to now along one line, by the number of messages, with its days, months or years.
 * Works as the slider pattern of WAI-ARIA APG has it: arrows go from mark to mark.
 *
 * @tag fe-date-rail
 * @fires fe-jump - The reader wants to go to a place: `detail.index`.
 */
export class FeDateRail extends StyledElement {
  static override styles = railStyles;

  /** The timeline whose dates are shown. */
  @property({ attribute: false }) timeline: Timeline | undefined;
  /** The language of the texts. */
  @property({ attribute: false }) localizer: Localizer = english;
  /** Index of the message that is read now. */
  @property({ type: Number }) index = 0;
  /** Index of the newest message. */
  @property({ type: Number }) last = 0;
  /** Whether it shows itself although nobody points at it. */
  @property({ type: Boolean, reflect: true }) active = false;

  @state() private marks: readonly PlacedMark[] = [];
  /** Where the reader points or has led with the keys, before going there. */
  @state() private aim: number | null = null;

  @query('.rail') private readonly rail!: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pointer: number | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('timeline')) return;
    this.marks = [];
    this.aim = null;
    void this.#load(this.timeline);
  }

  override render(): TemplateResult | typeof nothing {
    if (this.marks.length < 2 || this.last < 2) return nothing;
    const now = this.aim ?? this.index;
    return html`<div
      class="rail"
      role="slider"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${this.localizer.t('date.rail')}
      aria-valuemin="1"
      aria-valuemax=${this.last}
      aria-valuenow=${now}
      aria-valuetext=${this.#nameAt(now)}
      @keydown=${this.#key}
      @pointerdown=${this.#down}
      @pointermove=${this.#move}
      @pointerup=${this.#up}
      @pointerleave=${this.#leave}
      @pointercancel=${this.#leave}
    >
      ${this.#shownMarks().map(
        (mark) =>
          html`<span class=${classMap({ mark: true, year: isYear(mark) })} .style=${this.#part(mark.index)}
            ><span class="name">${this.#name(mark)}</span></span
          >`,
      )}
      <span class="here" .style=${this.#part(this.index)}></span>
      ${
        this.aim === null
          ? nothing
          : html`<span class="tip" .style=${this.#part(this.aim)}
              ><span class="name">${this.#nameAt(this.aim)}</span></span
            >`
      }
    </div>`;
  }

  async #load(timeline: Timeline | undefined): Promise<void> {
    try {
      const ends = await timeline?.places();
      if (ends?.firstAt == null || ends.lastAt === null) return;
      const marks = dateMarks(new Date(ends.firstAt), new Date(ends.lastAt));
      const found = await timeline?.places(marks.map(({ at }) => at));
      if (timeline !== this.timeline || found === undefined) return;
      this.marks = marks.flatMap((mark, at) => {
        const index = found.places[at];
        return index === undefined ? [] : [{ ...mark, index }];
      });
    } catch {
      // Without the dates there is no rail; they can still be asked for by day.
    }
  }

  /** Marks whose names do not stand in each other's way, years before months. */
  #shownMarks(): readonly PlacedMark[] {
    const shown: PlacedMark[] = [];
    const share = ({ index }: PlacedMark): number => index / this.last;
    const fits = (mark: PlacedMark): boolean =>
      shown.every((other) => Math.abs(share(other) - share(mark)) >= APART);
    for (const mark of [...this.marks.filter(isYear), ...this.marks]) if (fits(mark)) shown.push(mark);
    return shown;
  }

  /** How far down an index stands, as a declaration of style. */
  #part(index: number): string {
    return `inset-block-start: ${Math.min(1, Math.max(0, (index - 1) / Math.max(1, this.last - 1))) * 100}%`;
  }

  #name(mark: PlacedMark): string {
    const moment = mark.at.getTime();
    if (isYear(mark)) return this.localizer.year(moment);
    return mark.unit === 'day' ? this.localizer.dayOfMonth(moment) : this.localizer.month(moment);
  }

  #nameAt(index: number): string {
    const mark = this.marks.findLast((candidate) => candidate.index <= index) ?? this.marks[0];
    if (mark === undefined) return '';
    const moment = mark.at.getTime();
    switch (mark.unit) {
      case 'year':
        return this.localizer.year(moment);
      case 'month':
        return this.localizer.monthAndYear(moment);
      case 'day':
        return this.localizer.day(moment);
    }
  }

  #indexAt(event: PointerEvent): number {
    const { top, height } = this.rail.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientY - top) / height));
    return 1 + Math.round(part * (this.last - 1));
  }

  readonly #down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#pointer = event.pointerId;
    this.rail.setPointerCapture(event.pointerId);
    this.aim = this.#indexAt(event);
  };

  readonly #move = (event: PointerEvent): void => {
    this.aim = this.#indexAt(event);
  };

  readonly #up = (event: PointerEvent): void => {
    if (this.#pointer !== event.pointerId) return;
    this.#pointer = null;
    this.#go(this.#indexAt(event));
  };

  readonly #leave = (): void => {
    if (this.#pointer === null) this.aim = null;
  };

  readonly #key = (event: KeyboardEvent): void => {
    const target = this.#target(event.key);
    if (target === null || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.aim = target;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#go(target);
    }, KEY_MS);
  };

  #target(key: string): number | null {
    const now = this.aim ?? this.index;
    switch (key) {
      case 'ArrowUp':
      case 'ArrowLeft':
      case 'PageUp':
        return this.marks.findLast(({ index }) => index < now)?.index ?? 1;
      case 'ArrowDown':
      case 'ArrowRight':
      case 'PageDown':
        return this.marks.find(({ index }) => index > now)?.index ?? this.last;
      case 'Home':
        return 1;
      case 'End':
        return this.last;
      default:
        return null;
    }
  }

  #go(index: number): void {
    this.aim = null;
    emit(this, 'fe-jump', { index: Math.min(index, this.last) });
  }
}

const isYear = ({ at, unit }: DateMark): boolean =>
  unit === 'year' || (unit === 'month' && at.getMonth() === 0);
