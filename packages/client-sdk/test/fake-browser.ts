/**
 * What the tabs of one browser share, in memory: databases, locks and channels. Each tab has its own hand on
 * them, so that a test can let a tab die (its locks are free, it says and hears nothing more) or freeze.
 */
import type { Device } from '@fechatter/client-sdk';
import { IDBFactory as FakeIdbFactory } from 'fake-indexeddb';

interface Waiting {
  readonly tab: FakeTab;
  readonly grant: () => void;
}
interface Held {
  readonly tab: FakeTab;
  readonly steal: () => void;
}

export class FakeBrowser {
  readonly indexedDB: IDBFactory = new FakeIdbFactory();
  readonly held = new Map<string, Held>();
  readonly queues = new Map<string, Waiting[]>();
  readonly channels = new Set<FakeChannel>();

  tab(missing: Partial<Record<keyof Device, undefined>> = {}): FakeTab {
    return new FakeTab(this, missing);
  }

  next(name: string): void {
    if (!this.held.has(name)) this.queues.get(name)?.shift()?.grant();
  }
}

export class FakeTab {
  readonly device: Device;
  readonly browser: FakeBrowser;
  isFrozen = false;
  isDead = false;

  constructor(browser: FakeBrowser, missing: Partial<Record<keyof Device, undefined>>) {
    this.browser = browser;
    const open = (name: string): FakeChannel => new FakeChannel(this, name);
    this.device = {
      indexedDB: browser.indexedDB,
      locks: { request: this.#request, query: async () => ({}) } as unknown as LockManager,
      BroadcastChannel: function (name: string) {
        return open(name);
      } as unknown as typeof BroadcastChannel,
      ...missing,
    };
  }

  /** Closed, crashed or discarded. */
  die(): void {
    this.isDead = true;
    for (const [name, held] of [...this.browser.held]) {
      if (held.tab !== this) continue;
      this.browser.held.delete(name);
      this.browser.next(name);
    }
    for (const queue of this.browser.queues.values())
      for (const waiting of [...queue]) if (waiting.tab === this) queue.splice(queue.indexOf(waiting), 1);
  }

  readonly #request = async (
    name: string,
    options: { readonly signal?: AbortSignal; readonly steal?: boolean },
    work: () => Promise<unknown>,
  ): Promise<unknown> => {
    const { browser } = this;
    if (this.isDead) return new Promise(() => {});
    if (options.steal === true) browser.held.get(name)?.steal();
    else if (browser.held.has(name)) {
      await new Promise<void>((resolve, reject) => {
        const waiting = { tab: this, grant: resolve };
        browser.queues.set(name, [...(browser.queues.get(name) ?? []), waiting]);
        options.signal?.addEventListener('abort', () => {
          const queue = browser.queues.get(name) ?? [];
          browser.queues.set(
            name,
            queue.filter((other) => other !== waiting),
          );
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
    }
    let steal = (): void => {};
    const stolen = new Promise<never>((_, reject) => {
      steal = () => reject(new DOMException('stolen', 'AbortError'));
    });
    stolen.catch(() => {});
    const held: Held = { tab: this, steal };
    browser.held.set(name, held);
    try {
      return await Promise.race([work(), stolen]);
    } finally {
      if (browser.held.get(name) === held) {
        browser.held.delete(name);
        browser.next(name);
      }
    }
  };
}

class FakeChannel {
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  readonly #tab: FakeTab;
  readonly #name: string;

  constructor(tab: FakeTab, name: string) {
    this.#tab = tab;
    this.#name = name;
    tab.browser.channels.add(this);
  }

  postMessage(data: unknown): void {
    if (this.#tab.isDead || this.#tab.isFrozen) return;
    for (const other of this.#tab.browser.channels)
      if (other !== this && other.#name === this.#name) other.#receive(structuredClone(data));
  }

  close(): void {
    this.#tab.browser.channels.delete(this);
  }

  #receive(data: unknown): void {
    setImmediate(() => {
      if (!this.#tab.isDead && !this.#tab.isFrozen) this.onmessage?.({ data });
    });
  }
}
