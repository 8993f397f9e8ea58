import type { LitElement } from 'lit';
import type { Timeline, TimelineState } from '@fechatter/client-sdk';
import { selectionWithin } from '../copy-messages.ts';
import type { FeMessage } from '../message.ts';
import { Paging } from './paging.ts';
import { ReadingPlace } from './reading-place.ts';
import { RowWindow } from './row-window.ts';
import { ScrollController } from './scroll-controller.ts';
import { TouchScroll } from './touch-scroll.ts';

interface Parts {
  readonly timeline: () => Timeline | undefined;
  readonly state: () => TimelineState | undefined;
  /** Called after each scroll and each settled update. */
  readonly moved: () => void;
}

/** What is seen of a timeline: which of its messages are rows, how they are scrolled, and where the reader is in them. */
export class Viewport {
  /** Which messages are rows. */
  readonly window = new RowWindow();
  readonly touch: TouchScroll;
  readonly scroll: ScrollController;
  readonly paging: Paging;
  readonly place: ReadingPlace;
  readonly #host: LitElement;

  constructor(host: LitElement, { timeline, state, moved }: Parts) {
    this.#host = host;
    const rows = (): FeMessage[] => this.rows;
    const scroller = (): HTMLElement | null => this.scroller;
    this.touch = new TouchScroll(host, moved);
    this.scroll = new ScrollController(host, {
      scroller,
      content: () => this.#element('.content'),
      rows,
      atNewest: () => this.place.atNewest,
      moved,
    });
    this.place = new ReadingPlace({ rows, scroller, state, window: this.window, scroll: this.scroll });
    this.paging = new Paging(host, {
      timeline,
      window: this.window,
      scroller,
      state,
      following: () => this.scroll.following,
      moving: () => this.touch.moving,
      touch: () => this.touch.used,
      readIndex: () => this.place.index,
      keep: () => selectionWithin(this.rows) !== null,
    });
  }

  /** What scrolls; null before the first render. */
  get scroller(): HTMLElement | null {
    return this.#element('.scroller');
  }

  /** The rows in the order of the page. */
  get rows(): FeMessage[] {
    return [...(this.#host.shadowRoot?.querySelectorAll('fe-message') ?? [])];
  }

  rowOf(id: string): FeMessage | undefined {
    return this.rows.find((row) => row.dataset['id'] === id);
  }

  /** Goes to the newest of the messages that are there with the next update, and stays there. */
  toEnd(): void {
    this.window.toEnd();
    this.scroll.follow();
  }

  #element(selector: string): HTMLElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  }
}
