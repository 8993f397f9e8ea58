import type { MessageId, TimelineItem } from '@fechatter/client-sdk';

/** How many rows are in the page: at the opening, added at a time, and at most. */
export const ROWS = { first: 40, step: 10, most: 400 } as const;

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

  /**
   * The rows of now.
   *
   * @param following - Whether the reader is at the newest: then a window that has grown too long lets go of its
   * oldest rows, and otherwise of its newest ones, since what is being read may be anywhere above them.
   */
  slice(items: readonly TimelineItem[], following: boolean): Slice {
    const last = this.#last === null ? -1 : place(items, this.#last);
    const end = last === -1 ? items.length : last + 1;
    const first = this.#first === null ? -1 : place(items, this.#first);
    const start = first === -1 ? Math.max(0, end - ROWS.first) : Math.min(first, end);
    if (end - start <= ROWS.most) return this.#hold(items, { start, end }, last === -1);
    return following
      ? this.#hold(items, { start: end - ROWS.most + ROWS.step, end }, last === -1)
      : this.#hold(items, { start, end: start + ROWS.most }, false);
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

  /**
   * Adds older rows, and lets go of the newest ones when there are too many. False when there are none to add.
   *
   * @param keep - Whether no row may go: then nothing is added to a window that is full.
   */
  growUp(items: readonly TimelineItem[], keep: boolean): boolean {
    const { start, end } = this.slice(items, false);
    const grown = Math.max(keep ? end - ROWS.most : 0, start - ROWS.step, 0);
    if (grown >= start) return false;
    const kept = Math.min(end, grown + ROWS.most);
    this.#hold(items, { start: grown, end: kept }, kept === items.length);
    return true;
  }

  /** Adds newer rows, and lets go of the oldest ones when there are too many. False when there are none to add. */
  growDown(items: readonly TimelineItem[], keep: boolean): boolean {
    const { start, end } = this.slice(items, false);
    const grown = Math.min(items.length, end + ROWS.step, keep ? start + ROWS.most : items.length);
    if (grown <= end) return false;
    const kept = Math.max(start, grown - ROWS.most);
    this.#hold(items, { start: kept, end: grown }, grown === items.length);
    return true;
  }

  #hold(items: readonly TimelineItem[], slice: Slice, open: boolean): Slice {
    this.#first = items[slice.start]?.message.id ?? null;
    this.#last = open ? null : (items[slice.end - 1]?.message.id ?? null);
    return slice;
  }
}

function place(items: readonly TimelineItem[], id: MessageId): number {
  return items.findIndex((item) => item.message.id === id);
}
