import type { Page } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const TYPING_MS = 150;

/** A list that comes page by page and can be searched: what was asked last is what is shown. */
export class PageList<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #ask: (q: string, cursor: string | null) => Promise<Page<T>> | undefined;
  #items: readonly T[] | null = null;
  #next: string | null = null;
  #error: unknown = null;
  #q = '';
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param ask - Gets one page; undefined while there is nobody to ask. */
  constructor(
    host: ReactiveControllerHost,
    ask: (q: string, cursor: string | null) => Promise<Page<T>> | undefined,
  ) {
    this.#host = host;
    this.#ask = ask;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#run += 1;
    clearTimeout(this.#timer);
  }

  /** Null until the first page is there. */
  get items(): readonly T[] | null {
    return this.#items;
  }

  get hasMore(): boolean {
    return this.#next !== null;
  }

  get error(): unknown {
    return this.#error;
  }

  get q(): string {
    return this.#q;
  }

  /** Begins anew; what is shown stays until the answer is there, unless `clear` is set. */
  load(q = '', { clear = false } = {}): void {
    clearTimeout(this.#timer);
    this.#q = q;
    if (clear) this.#items = null;
    void this.#get(null);
  }

  /** Searches, once the person has stopped typing for a moment. */
  search(q: string): void {
    this.#q = q;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#get(null), TYPING_MS);
    this.#host.requestUpdate();
  }

  more(): void {
    if (this.#next !== null) void this.#get(this.#next);
  }

  async #get(cursor: string | null): Promise<void> {
    const run = (this.#run += 1);
    this.#error = null;
    this.#host.requestUpdate();
    try {
      const page = await this.#ask(this.#q.trim(), cursor);
      if (run !== this.#run || page === undefined) return;
      this.#items = cursor === null ? page.items : [...(this.#items ?? []), ...page.items];
      this.#next = page.next;
    } catch (error) {
      if (run === this.#run) this.#error = error;
    }
    this.#host.requestUpdate();
  }
}
