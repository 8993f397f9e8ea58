import type { Device } from '../../device/device.ts';
import type { Clock } from '../../environment/clock.ts';
import { TestBroadcastChannel } from './test-broadcast-channel.ts';
import { TestLocks } from './test-locks.ts';
import { StorageFaults } from './storage-faults.ts';

/** What a {@link TestBrowser} is made with. */
export interface TestBrowserOptions {
  /**
   * The databases that its tabs share, such as `new IDBFactory()` of the package `fake-indexeddb`. Without it
   * the browser keeps nothing.
   */
  readonly indexedDB?: IDBFactory;
}

/**
 * A browser in memory: what its tabs share, databases, locks and channels. A test opens tabs, closes or freezes
 * them, and lets the storage fail.
 *
 * @example
 * ```ts
 * const browser = new TestBrowser({ indexedDB: new IDBFactory() });
 * const tab = browser.openTab();
 * const client = createChatClient({ ...server.clientOptions(ada), ...tab.clientOptions(server.fetch) });
 * tab.close();
 * ```
 */
export class TestBrowser {
  readonly locks = new TestLocks();
  readonly channels = new Set<TestBroadcastChannel>();
  /** What goes wrong with the databases. */
  readonly storage: StorageFaults;

  constructor({ indexedDB }: TestBrowserOptions = {}) {
    this.storage = new StorageFaults(indexedDB);
  }

  /** @param missing - What this tab does not have, as in an older browser: `{ locks: undefined }`. */
  openTab(missing: Partial<Record<keyof Device, undefined>> = {}): TestTab {
    return new TestTab(this, missing);
  }
}

type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/** One tab of a {@link TestBrowser}. */
export class TestTab {
  /** What a client in this tab is given as `device`. */
  readonly device: Device;
  readonly #browser: TestBrowser;
  #state: 'running' | 'frozen' | 'closed' = 'running';
  /** What waits until the tab wakes. */
  #held: (() => void)[] = [];

  constructor(browser: TestBrowser, missing: Partial<Record<keyof Device, undefined>>) {
    this.#browser = browser;
    const open = (name: string): TestBroadcastChannel =>
      new TestBroadcastChannel(name, browser.channels, this);
    this.device = {
      indexedDB: browser.storage.indexedDB,
      locks: browser.locks.managerFor(this),
      // A test double has what the client calls, not all of the platform's.
      BroadcastChannel: function (name: string) {
        return open(name);
      } as unknown as typeof BroadcastChannel,
      ...missing,
    };
  }

  get state(): 'running' | 'frozen' | 'closed' {
    return this.#state;
  }

  /** The `device` and `fetch` of a client in this tab: when it is closed or frozen, nothing goes out and nothing comes. */
  clientOptions(fetch: Fetch): { readonly device: Device; readonly fetch: Fetch } {
    return {
      device: this.device,
      fetch: (...request) => (this.#state === 'running' ? fetch(...request) : new Promise(() => {})),
    };
  }

  /** The same clock for a tab that may be frozen: then no timer goes off, and those that are due do when it wakes. */
  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      after: (milliseconds, callback) => {
        let isOff = false;
        const cancel = clock.after(milliseconds, () =>
          this.whenRunning(() => {
            if (!isOff) callback();
          }),
        );
        return () => {
          isOff = true;
          cancel();
        };
      },
    };
  }

  /** Does this now; when the tab is frozen, once it wakes; when it is closed, never. */
  whenRunning(act: () => void): void {
    if (this.#state === 'running') act();
    else if (this.#state === 'frozen') this.#held.push(act);
  }

  /** The browser puts the tab to sleep: it holds its locks, says nothing, and hears what was said when it wakes. */
  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen';
  }

  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    const held = this.#held;
    this.#held = [];
    for (const act of held) act();
  }

  /** Closed, crashed or discarded: its locks are free, and it says and hears nothing more. */
  close(): void {
    this.#state = 'closed';
    this.#held = [];
    this.#browser.locks.release(this);
  }
}
