import type { MessageId, TimelineItem } from '@fechatter/client-sdk';

/** How many rows are in the page: at the opening, added at a time, and at most. */
export const ROWS = { first: 60, step: 50, most: 400 } as const;

/** The piece of the loaded messages that is in the page. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/**
 * Which of the loaded messages are rows of the page. Both ends are held by the id of a message, so that
 * nothing moves when older messages are loaded; the lower end may be open, and then follows the newest.
 */
export class RowWindow {
  #first: MessageId | null = null;
  /** Null: the end is open. */
  #last: MessageId | null = null;

  /** The rows of now. Trims the upper end when an open window has grown too long. */
  slice(items: readonly TimelineItem[]): Slice {
    const last = this.#last === null ? -1 : place(items, this.#last);
    const end = last === -1 ? items.length : last + 1;
    const first = this.#first === null ? -1 : place(items, this.#first);
    let start = first === -1 ? Math.max(0, end - ROWS.first) : Math.min(first, end);
    if (end - start > ROWS.most) start = end - ROWS.most + ROWS.step;
    this.#hold(items, { start, end }, last === -1);
    return { start, end };
  }

  /** Whether the window follows the newest of the loaded messages. */
  get open(): boolean {
    return this.#last === null;
  }

  /** Back to the newest. */
  toEnd(): void {
    this.#first = null;
    this.#last = null;
  }

  /** Around one place. */
  around(items: readonly TimelineItem[], at: number): void {
    const end = Math.min(items.length, at + ROWS.first / 2);
    this.#hold(items, { start: Math.max(0, at - ROWS.first / 2), end }, end === items.length);
  }

  /** Adds older rows, and lets go of the newest ones when there are too many. False when there are none to add. */
  growUp(items: readonly TimelineItem[]): boolean {
    const { start, end } = this.slice(items);
    if (start === 0) return false;
    const grown = Math.max(0, start - ROWS.step);
    const kept = Math.min(end, grown + ROWS.most - ROWS.step);
    this.#hold(items, { start: grown, end: kept }, kept === items.length);
    return true;
  }

  /** Adds newer rows, and lets go of the oldest ones when there are too many. False when there are none to add. */
  growDown(items: readonly TimelineItem[]): boolean {
    const { start, end } = this.slice(items);
    if (end === items.length) return false;
    const grown = Math.min(items.length, end + ROWS.step);
    const kept = Math.max(start, grown - ROWS.most + ROWS.step);
    this.#hold(items, { start: kept, end: grown }, grown === items.length);
    return true;
  }

  #hold(items: readonly TimelineItem[], { start, end }: Slice, open: boolean): void {
    this.#first = items[start]?.message.id ?? null;
    this.#last = open ? null : (items[end - 1]?.message.id ?? null);
  }
}

function place(items: readonly TimelineItem[], id: MessageId): number {
  return items.findIndex((item) => item.message.id === id);
}
