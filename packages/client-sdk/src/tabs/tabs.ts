import type { Device } from '../device/device.ts';
import type { Scope } from '../scope/scope.ts';

/** The leader has so long to say that it is there, before another tab takes its place. */
const ANSWER_MS = 3_000;
/** A leader that has work is asked this often whether it is there. */
const ASK_MS = 5_000;

type Said<News> =
  | { readonly type: 'news'; readonly news: News }
  /** Is there a leader that runs? */
  | { readonly type: 'ask' }
  | { readonly type: 'here' };

interface Parts<News> {
  readonly device: Device;
  /** What is shared: tabs of the same name share it. */
  readonly name: string;
  readonly scope: Scope;
  readonly heard: (news: News) => void;
  /** This tab leads from now on. */
  readonly leads: () => void;
  /** Whether there is work that the leader should be doing. */
  readonly waits: () => boolean;
}

/**
 * The tabs that share something: one of them leads, and all hear of each other's changes. The leader holds a
 * Web Lock, so that a tab that is closed or crashes is followed by another at once. One that is frozen still
 * holds it: it does not answer, and the lock is taken from it. Without locks every tab leads.
 */
export class Tabs<News> {
  readonly #parts: Parts<News>;
  readonly #channel: BroadcastChannel | null;
  #isLeader = false;
  #timer: (() => void) | null = null;

  constructor(parts: Parts<News>) {
    this.#parts = parts;
    const { device, name, scope } = parts;
    this.#channel = device.BroadcastChannel === undefined ? null : new device.BroadcastChannel(name);
    if (this.#channel !== null) {
      this.#channel.onmessage = ({ data }: MessageEvent<Said<News>>) => this.#hear(data);
      scope.add(() => this.#channel?.close());
    }
    void this.#lead(false);
  }

  get isLeader(): boolean {
    return this.#isLeader;
  }

  /** Tells the other tabs. */
  tell(news: News): void {
    this.#say({ type: 'news', news });
  }

  /** There is work for the leader: finds out whether it runs, and takes its place if not. */
  watch(): void {
    if (this.#isLeader || this.#timer !== null || this.#channel === null) return;
    this.#say({ type: 'ask' });
    this.#timer = this.#parts.scope.after(ANSWER_MS, () => {
      this.#timer = null;
      void this.#lead(true);
    });
  }

  #say(said: Said<News>): void {
    if (!this.#parts.scope.signal.aborted) this.#channel?.postMessage(said);
  }

  #hear(said: Said<News>): void {
    switch (said.type) {
      case 'news':
        this.#parts.heard(said.news);
        break;
      case 'ask':
        if (this.#isLeader) this.#say({ type: 'here' });
        break;
      case 'here':
        this.#timer?.();
        this.#timer = this.#parts.scope.after(ASK_MS, () => {
          this.#timer = null;
          if (this.#parts.waits()) this.watch();
        });
    }
  }

  /** Waits for the lock, or takes it; leads while it is held. */
  async #lead(steal: boolean): Promise<void> {
    const { device, name, scope } = this.#parts;
    const lead = (): Promise<void> => {
      this.#setLeader(true);
      return new Promise((resolve) => scope.add(resolve));
    };
    while (!scope.signal.aborted) {
      try {
        // A lock that is stolen needs no place in the queue, and may have none.
        await device.locks?.request(name, steal ? { steal } : { signal: scope.signal }, lead);
        if (device.locks === undefined) await lead();
        return;
      } catch (error) {
        this.#isLeader = false;
        // Taken by another tab, which found this one asleep: this one takes its place in the queue.
        if (!(error instanceof Error && error.name === 'AbortError')) {
          this.#setLeader(true);
          return;
        }
        steal = false;
      }
    }
  }

  #setLeader(isLeader: boolean): void {
    if (this.#parts.scope.signal.aborted) return;
    this.#isLeader = isLeader;
    this.#timer?.();
    this.#timer = null;
    this.#parts.leads();
  }
}
