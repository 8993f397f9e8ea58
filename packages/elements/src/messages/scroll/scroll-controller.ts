import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A row that can be told apart, and that says when it has rendered. */
export interface ScrollRow extends HTMLElement {
  readonly updateComplete: Promise<boolean>;
}

export interface ScrollParts {
  /** What scrolls; null before the first render. */
  scroller(): HTMLElement | null;
  /** What grows inside it. */
  content(): HTMLElement | null;
  /** The rows in the order of the page, each with `data-id`. */
  rows(): ScrollRow[];
  /** Whether the last row is the newest message there is. */
  atNewest(): boolean;
  /** Called after each scroll and each settled update. */
  moved(): void;
}

/** A row on the screen. */
export interface Mark {
  readonly id: string;
  /** Distance from the top of the scroller to the top of the row, in px of the scroller. */
  readonly top: number;
}

/** Where in the view a row is put: at a part of its height, or so many px from its top. */
export type Height = { readonly part: number } | { readonly px: number };

type Mode =
  /** Stays at the newest message. */
  | { readonly kind: 'following' }
  /** Keeps what is being read where it is: the first of these rows that is still there. */
  | { readonly kind: 'reading'; readonly marks: readonly Mark[] }
  /** On the way to a row that is not rendered yet. */
  | { readonly kind: 'jumping'; readonly id: string; readonly at: Height };

/** Closer than this to the end counts as being there, in px. */
const END_SLACK = 4;

/**
 * Keeps the reader's place in a list whose rows come, go and grow on both sides. It moves nothing but
 * `scrollTop` of its own scroller, in the task of the change and again before each paint, so that what is
 * being read never moves on the screen.
 */
export class ScrollController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: ScrollParts;
  #mode: Mode = { kind: 'following' };
  #lastTop = 0;
  #updates = 0;
  #observer: ResizeObserver | undefined;
  #observed: HTMLElement | null = null;
  #scroller: HTMLElement | null = null;
  /** Set when the host came into the page: the browser has forgotten where its scroller was. */
  #returned = false;

  constructor(host: ReactiveControllerHost, parts: ScrollParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  get following(): boolean {
    return this.#mode.kind === 'following';
  }

  /** Goes to the newest message with the next update, and stays there. */
  follow(): void {
    this.#mode = { kind: 'following' };
  }

  /** What is being read: the row that stays where it is; null at the newest. */
  get anchor(): Mark | null {
    return this.#mode.kind === 'reading' ? (this.#mode.marks[0] ?? null) : null;
  }

  /** Goes with the next update to a row, also one that it is yet to render. */
  jump(id: string, at: Height): void {
    this.#mode = { kind: 'jumping', id, at };
  }

  /** Holds what is on the screen, also at the end: something is about to grow downwards. */
  hold(): void {
    if (this.#mode.kind !== 'jumping') this.#mark();
  }

  /** Scrolls just so far that a row is seen whole. */
  reveal(row: HTMLElement, margin = 8): void {
    const scroller = this.#parts.scroller();
    if (scroller === null) return;
    const above = distance(scroller, row) - margin;
    const below = above + row.offsetHeight - scroller.clientHeight + 2 * margin;
    if (above < 0) scroller.scrollTop += above;
    else if (below > 0) scroller.scrollTop += Math.min(below, above);
    this.#scrolled();
  }

  hostConnected(): void {
    this.#returned = true;
    this.#observer = new ResizeObserver(() => {
      this.#place();
      this.#parts.moved();
    });
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#observed = null;
    this.#scroller?.removeEventListener('scroll', this.#scrolled);
    this.#scroller = null;
  }

  hostUpdate(): void {
    const scroller = this.#parts.scroller();
    // A scroll whose event is still to come.
    if (scroller !== null && !this.#returned && scroller.scrollTop !== this.#lastTop) this.#scrolled();
  }

  hostUpdated(): void {
    this.#returned = false;
    this.#observe();
    // The end is where it is once all rows have rendered.
    if (!this.following) this.#apply();
    void this.#settle();
  }

  /** Rows render in their own time, yet in the same task: once all have, the place is put right again. */
  async #settle(): Promise<void> {
    const update = (this.#updates += 1);
    await Promise.all(this.#parts.rows().map((row) => row.updateComplete));
    if (update !== this.#updates) return;
    this.#place();
    this.#parts.moved();
  }

  #place(): void {
    if (this.#mode.kind === 'jumping') this.#land(this.#mode.id, this.#mode.at);
    else this.#apply();
  }

  #observe(): void {
    const content = this.#parts.content();
    const scroller = this.#parts.scroller();
    if (content === this.#observed || content === null || scroller === null) return;
    this.#observer?.disconnect();
    this.#observer?.observe(content);
    this.#observer?.observe(scroller);
    this.#observed = content;
    this.#scroller?.removeEventListener('scroll', this.#scrolled);
    scroller.addEventListener('scroll', this.#scrolled, { passive: true });
    this.#scroller = scroller;
  }

  readonly #scrolled = (): void => {
    const scroller = this.#parts.scroller();
    if (!isShown(scroller) || scroller.scrollTop === this.#lastTop) return;
    const up = scroller.scrollTop < this.#lastTop;
    this.#lastTop = scroller.scrollTop;
    if (this.#distance(scroller) <= END_SLACK && this.#parts.atNewest()) this.#mode = { kind: 'following' };
    else if (up || this.#mode.kind !== 'following') this.#mark();
    this.#parts.moved();
  };

  /** Remembers which rows are on the screen, and where. */
  #mark(first?: string): void {
    const scroller = this.#parts.scroller();
    if (!isShown(scroller)) return;
    const { top, bottom } = scroller.getBoundingClientRect();
    const scale = scaleOf(scroller);
    const rows = this.#parts.rows();
    const marks: Mark[] = [];
    for (let at = firstBelow(rows, top); at < rows.length; at += 1) {
      const row = rows[at];
      const box = row?.getBoundingClientRect();
      if (row === undefined || box === undefined || box.top > bottom) break;
      const mark = { id: row.dataset['id'] ?? '', top: (box.top - top) / scale };
      if (mark.id === first) marks.unshift(mark);
      else marks.push(mark);
    }
    // A row that is cut off by the upper edge is the weaker anchor, since it may grow above what is seen; yet
    // when it fills most of the view, it is what is being read.
    const next = marks[1];
    if (
      (marks[0]?.top ?? 0) < 0 &&
      marks[0]?.id !== first &&
      next !== undefined &&
      next.top < scroller.clientHeight / 2
    ) {
      marks.push(...marks.splice(0, 1));
    }
    this.#mode = { kind: 'reading', marks };
  }

  #apply(): void {
    const scroller = this.#parts.scroller();
    if (!isShown(scroller)) return;
    const mode = this.#mode;
    if (mode.kind === 'following') {
      scroller.scrollTop = scroller.scrollHeight;
    } else if (mode.kind === 'reading') {
      const rows = new Map(this.#parts.rows().map((row) => [row.dataset['id'], row]));
      const mark = mode.marks.find(({ id }) => rows.has(id));
      const row = mark === undefined ? undefined : rows.get(mark.id);
      if (mark !== undefined && row !== undefined) {
        const shift = distance(scroller, row) - mark.top;
        if (Math.abs(shift) >= 0.5) scroller.scrollTop += shift;
      }
    }
    this.#lastTop = scroller.scrollTop;
  }

  /** Arrives at a row once all rows have their height; the row is what is read from then on. */
  #land(id: string, at: Height): void {
    const scroller = this.#parts.scroller();
    const row = this.#parts.rows().find((candidate) => candidate.dataset['id'] === id);
    if (!isShown(scroller) || row === undefined) return;
    const height = 'px' in at ? at.px : scroller.clientHeight * at.part;
    scroller.scrollTop += distance(scroller, row) - height;
    this.#lastTop = scroller.scrollTop;
    if (this.#distance(scroller) <= END_SLACK && this.#parts.atNewest()) this.#mode = { kind: 'following' };
    else this.#mark(id);
  }

  #distance({ scrollHeight, clientHeight, scrollTop }: HTMLElement): number {
    return scrollHeight - clientHeight - scrollTop;
  }
}

/** By how much the page around a scroller makes it larger, with `zoom` or a transform. */
function scaleOf(scroller: HTMLElement): number {
  const { height } = scroller.getBoundingClientRect();
  // The height that is known without it is a whole number.
  return Math.abs(height - scroller.offsetHeight) < 1 ? 1 : height / scroller.offsetHeight;
}

/** From the top of a scroller to the top of a row, in px of the scroller. */
const distance = (scroller: HTMLElement, row: HTMLElement): number =>
  (row.getBoundingClientRect().top - scroller.getBoundingClientRect().top) / scaleOf(scroller);

/** Whether there is anything to measure: what is not shown has no height, and no place to keep. */
function isShown(scroller: HTMLElement | null): scroller is HTMLElement {
  return scroller !== null && scroller.clientHeight > 0;
}

/** The first row whose lower edge is below a line: rows stand in order, so half of them are ruled out at a time. */
function firstBelow(rows: readonly HTMLElement[], line: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > line) high = middle;
    else low = middle + 1;
  }
  return low;
}
