import type { MessageId } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { deepActiveElement } from '../dialogs/dialog.ts';
import type { FeMessage } from './message.ts';

interface Parts {
  rows(): FeMessage[];
  scroller(): HTMLElement | null;
  reveal(row: HTMLElement): void;
  /** The reader wants the newest message. */
  toNewest(): void;
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
    const rows = this.#parts.rows();
    const at = rows.findIndex((row) => row.matches(':focus-within, :focus'));
    const row = rows[at];
    this.#before = row === undefined ? null : { row, at };
  }

  hostUpdated(): void {
    void this.#keepFocus();
    if (this.#id !== null && this.#at(this.#parts.rows()) === -1) this.reset();
  }

  /** A row that goes, since it was discarded or is far from what is read now, hands its focus to one that stays. */
  async #keepFocus(): Promise<void> {
    const before = this.#before;
    this.#before = null;
    if (before === null || before.row.isConnected) return;
    const rows = this.#parts.rows();
    // Only then is it known what is in sight.
    await Promise.all(rows.map((row) => row.updateComplete));
    // Somebody may have taken it somewhere by now.
    if (deepActiveElement() !== document.body) return;
    const view = this.#parts.scroller()?.getBoundingClientRect();
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

  /** Back to the message that had the focus last, or to the newest. */
  enter(): void {
    const rows = this.#parts.rows();
    this.#focus(rows[this.#at(rows)] ?? rows.at(-1));
  }

  /** Notices a focus that came by a click or the Tab key. */
  readonly focused = (event: Event): void => {
    const row = this.#parts.rows().find((candidate) => event.composedPath().includes(candidate));
    if (row !== undefined) this.#set(row.dataset['id'] ?? null);
  };

  /** Keys on a message itself, not on what is inside it. */
  readonly key = (event: KeyboardEvent): void => {
    const rows = this.#parts.rows();
    if (event.key === 'Escape' && !event.defaultPrevented) {
      // From inside a message to the message, and from there to the composer.
      const row = rows.find((candidate) => event.composedPath().indexOf(candidate) > 0);
      if (row === undefined) this.#parts.leave();
      else this.#focus(row);
      return;
    }
    const at = this.#at(rows);
    if (event.altKey || !rows.some((row) => row === event.composedPath()[0])) return;
    const target = rowTarget(event.key, at, rows.length);
    if (target === null) return;
    event.preventDefault();
    if (event.key === 'End') this.#parts.toNewest();
    if (target >= rows.length) this.#parts.leave();
    else this.#focus(rows[target]);
  };

  /** Moves the focus to a message. */
  to(id: MessageId): void {
    this.#focus(this.#parts.rows().find((row) => row.dataset['id'] === id));
  }

  #focus(row: FeMessage | undefined): void {
    this.#take(row);
    if (row !== undefined) this.#parts.reveal(row);
  }

  #take(row: FeMessage | undefined): void {
    if (row === undefined) {
      this.#parts.scroller()?.focus({ preventScroll: true });
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

/** The row that a key leads to; one past the last for leaving the list, null for a key that leads nowhere. */
function rowTarget(key: string, at: number, count: number): number | null {
  const screen = Math.max(1, Math.floor(count / 6));
  switch (key) {
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'ArrowDown':
      return at + 1;
    case 'PageUp':
      return Math.max(0, at - screen);
    case 'PageDown':
      return Math.min(count - 1, at + screen);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
