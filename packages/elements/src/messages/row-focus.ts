import type { MessageId } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { deepActiveElement } from '../dialogs/dialog.ts';
import { focusableBefore } from './focusable.ts';
import type { FeMessage } from './message.ts';
import type { Viewport } from './scroll/viewport.ts';

/** So much of what is above and below a message is seen with it, in px: the line of its day would cover it. */
const MARGIN = 48;

interface Parts {
  readonly viewport: Viewport;
  /** The reader wants the first message that there is. */
  toOldest(): Promise<unknown>;
  /** The reader wants the newest message. */
  toNewest(): Promise<unknown>;
  /** The reader goes on below the last message. */
  leave(): void;
}

/** Moves the focus from message to message, which together are one tab stop (the feed pattern of WAI-ARIA APG). */
export class RowFocus implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: Parts;
  #id: MessageId | null = null;
  /** The row that has the focus, and its place, before an update that may take it away. */
  #before: { readonly row: FeMessage; readonly at: number } | null = null;

  constructor(host: ReactiveControllerHost, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  /** The message that has the tab stop, once one was focused. */
  get id(): MessageId | null {
    return this.#id;
  }

  hostUpdate(): void {
    const rows = this.#parts.viewport.rows;
    const at = rows.findIndex((row) => row.matches(':focus-within, :focus'));
    const row = rows[at];
    this.#before = row === undefined ? null : { row, at };
  }

  hostUpdated(): void {
    void this.#keepFocus();
  }

  /** A row that goes, since it was discarded or is far from what is read now, hands its focus to one that stays. */
  async #keepFocus(): Promise<void> {
    const before = this.#before;
    this.#before = null;
    if (before === null || before.row.isConnected) return;
    const rows = this.#parts.viewport.rows;
    // Only then is it known what is in sight.
    await Promise.all(rows.map((row) => row.updateComplete));
    // Somebody may have taken it somewhere by now.
    if (deepActiveElement() !== document.body) return;
    const view = this.#parts.viewport.scroller?.getBoundingClientRect();
    const inView = (row: FeMessage | undefined): boolean => {
      const box = row?.getBoundingClientRect();
      return box !== undefined && view !== undefined && box.bottom > view.top && box.top < view.bottom;
    };
    const neighbour = rows[Math.min(before.at, rows.length - 1)];
    this.#take(inView(neighbour) ? neighbour : (rows.find(inView) ?? neighbour));
  }

  reset(): void {
    this.#set(null);
  }

  /** Back to the message that had the focus last, to the one that is read, or to the newest. */
  enter(): void {
    const rows = this.#parts.viewport.rows;
    this.#focus(rows[this.#at(rows)] ?? rows.find((row) => row.tabIndex === 0) ?? rows.at(-1));
  }

  /** Notices a focus that came by a click or the Tab key. */
  readonly focused = (event: Event): void => {
    const row = this.#parts.viewport.rows.find((candidate) => event.composedPath().includes(candidate));
    if (row !== undefined) this.#set(row.dataset['id'] ?? null);
  };

  /** Keys on a message, and those that lead out of it also on what is inside. */
  readonly key = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    const rows = this.#parts.viewport.rows;
    const at = rows.findIndex((row) => path.includes(row));
    if (event.defaultPrevented || event.altKey || event.metaKey) return;
    if (event.key === 'Escape') {
      // From inside a message to the message, and from there to the composer.
      if (path[0] === rows[at] || at === -1) this.#parts.leave();
      else this.#focus(rows[at]);
      return;
    }
    const way = wayOf(event);
    if (at === -1 || way === null || (path[0] !== rows[at] && !way.fromInside)) return;
    event.preventDefault();
    void this.#goWay(way, rows, at);
  };

  async #goWay(way: Way, rows: readonly FeMessage[], at: number): Promise<void> {
    switch (way.to) {
      case 'previous':
        this.#focus(rows[Math.max(0, at - 1)]);
        return;
      case 'next':
        if (at < rows.length - 1) this.#focus(rows[at + 1]);
        else if (this.#parts.viewport.place.atNewest) this.#parts.leave();
        return;
      case 'oldest':
        await this.#parts.toOldest();
        this.#focus(this.#parts.viewport.rows[0]);
        return;
      case 'newest':
        await this.#parts.toNewest();
        this.#focus(this.#parts.viewport.rows.at(-1));
        return;
      case 'before':
        focusableBefore(this.#parts.viewport.scroller)?.focus();
        return;
      case 'after':
        this.#parts.leave();
    }
  }

  /** Moves the focus to a message. */
  to(id: MessageId): void {
    this.#focus(this.#parts.viewport.rowOf(id));
  }

  #focus(row: FeMessage | undefined): void {
    this.#take(row);
    if (row !== undefined) this.#parts.viewport.scroll.reveal(row, MARGIN);
  }

  #take(row: FeMessage | undefined): void {
    if (row === undefined) {
      this.#parts.viewport.scroller?.focus({ preventScroll: true });
      return;
    }
    this.#set(row.dataset['id'] ?? null);
    row.tabIndex = 0;
    row.focus({ preventScroll: true });
  }

  #at(rows: readonly FeMessage[]): number {
    return rows.findIndex((row) => row.dataset['id'] === this.#id);
  }

  #set(id: MessageId | null): void {
    if (id === this.#id) return;
    this.#id = id;
    this.#host.requestUpdate();
  }
}

interface Way {
  readonly to: 'previous' | 'next' | 'oldest' | 'newest' | 'before' | 'after';
  /** Whether the key leads there also from a link or button inside a message. */
  readonly fromInside: boolean;
}

/** Where a key leads. Page Up, Page Down and those with Ctrl are the keys of the feed pattern. */
function wayOf({ key, ctrlKey, shiftKey }: KeyboardEvent): Way | null {
  if (shiftKey) return null;
  if (ctrlKey) {
    if (key === 'Home') return { to: 'before', fromInside: true };
    return key === 'End' ? { to: 'after', fromInside: true } : null;
  }
  switch (key) {
    case 'PageUp':
      return { to: 'previous', fromInside: true };
    case 'PageDown':
      return { to: 'next', fromInside: true };
    case 'ArrowUp':
      return { to: 'previous', fromInside: false };
    case 'ArrowDown':
      return { to: 'next', fromInside: false };
    case 'Home':
      return { to: 'oldest', fromInside: false };
    case 'End':
      return { to: 'newest', fromInside: false };
    default:
      return null;
  }
}
