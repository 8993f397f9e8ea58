import type { Device } from '../../device/device.ts';
import { systemClock, type Clock } from '../../environment/clock.ts';
import type { ChatClientOptions } from '../../options.ts';
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
 * const client = createChatClient(tab.clientOptions(server.clientOptions(ada)));
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

/** One tab of a {@link TestBrowser}. */
export class TestTab {
  /** What a client in this tab is given as `device`. */
  readonly device: Device;
  readonly #browser: TestBrowser;
  #state: 'running' | 'frozen' | 'closed' = 'running';
  /** Ends what is open when the tab is closed, as a browser does. */
  readonly #closing = new AbortController();
  /** What waits until the tab wakes. */
  #held: (() => void)[] = [];

  /** @internal Made by a {@link TestBrowser}. */
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

  /**
   * What a client in this tab is made with: the given options with the tab's `device`, and with a `fetch` and a
   * `clock` that stand still while the tab is frozen, and for ever when it is closed.
   */
  clientOptions(options: ChatClientOptions): ChatClientOptions {
    const { fetch, clock = systemClock } = options;
    const ask = fetch ?? ((input, init) => globalThis.fetch(input, init));
    return {
      ...options,
      device: this.device,
      fetch: async (input, init) => {
        await this.#turn();
        const response = await ask(input, { ...init, signal: this.#untilClosed(init?.signal) });
        await this.#turn();
        return this.#paused(response);
      },
      clock: this.#clock(clock),
    };
  }

  #clock(clock: Clock): Clock {
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

  #turn(): Promise<void> {
    return new Promise((resolve) => this.whenRunning(resolve));
  }

  #untilClosed(signal: AbortSignal | null | undefined): AbortSignal {
    const either = new AbortController();
    for (const end of [signal, this.#closing.signal]) {
      if (end?.aborted === true) either.abort();
      end?.addEventListener('abort', () => either.abort(), { once: true });
    }
    return either.signal;
  }

  /** An event stream brings nothing to a tab that sleeps. */
  #paused(response: Response): Response {
    const { body, status, headers } = response;
    if (body === null || headers.get('content-type')?.startsWith('text/event-stream') !== true)
      return response;
    const gate = new TransformStream<Uint8Array, Uint8Array>({
      transform: async (chunk, controller) => {
        await this.#turn();
        controller.enqueue(chunk);
      },
    });
    return new Response(body.pipeThrough(gate), { status, headers });
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
    this.#closing.abort();
    this.#browser.locks.release(this);
  }
}
