import type { MessageId, TimelineItem, TimelineState } from '@fechatter/client-sdk';
import type { FeMessage } from '../message.ts';
import type { RowWindow } from './row-window.ts';
import type { ScrollController } from './scroll-controller.ts';

interface Parts {
  rows(): readonly FeMessage[];
  scroller(): HTMLElement | null;
  state(): TimelineState | undefined;
  readonly window: RowWindow;
  readonly scroll: ScrollController;
}

/** Where in the conversation the reader is. */
export class ReadingPlace {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether the last row is the newest message. */
  get atNewest(): boolean {
    return this.#parts.window.open && this.#parts.state()?.hasNewer === false;
  }

  /** Index of the message that is read; of the newest one when it is in sight, and 0 when there is none. */
  get index(): number {
    return this.#read?.message.index ?? 0;
  }

  /** When the message that is read was sent. */
  get moment(): string | null {
    return this.#read?.message.createdAt ?? null;
  }

  /** Whether the newest message is so far from here that a way to it is wanted. */
  get isAway(): boolean {
    const scroller = this.#parts.scroller();
    if (scroller === null || this.#parts.scroll.following) return false;
    const below = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    return below > scroller.clientHeight * 0.5 || !this.atNewest;
  }

  /** Whether a message is further up than what is on the screen. */
  isAbove(index: number): boolean {
    const rows = this.#parts.rows();
    const row = rows.find(({ item }) => item?.message.index === index);
    const top = this.#parts.scroller()?.getBoundingClientRect().top ?? 0;
    if (row !== undefined) return row.getBoundingClientRect().bottom < top;
    return (rows[0]?.item?.message.index ?? 0) > index;
  }

  /** The tab stop among some rows: the one that had the focus, the one that is read, or the newest of them. */
  tabStop(rows: readonly TimelineItem[], focused: MessageId | null): MessageId | null {
    const isRow = (id: MessageId | undefined): boolean => rows.some(({ message }) => message.id === id);
    const candidates = [focused ?? undefined, this.#parts.scroll.anchor?.id];
    return candidates.find(isRow) ?? rows.at(-1)?.message.id ?? null;
  }

  get #read(): TimelineItem | undefined {
    const { anchor } = this.#parts.scroll;
    const items = this.#parts.state()?.items ?? [];
    return anchor === null ? items.at(-1) : items.find(({ message }) => message.id === anchor.id);
  }
}
