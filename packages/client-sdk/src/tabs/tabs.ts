import type { Device } from '../device/device.ts';
import type { Environment } from '../environment/environment.ts';
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
  readonly environment: Pick<Environment, 'clock' | 'network'>;
  readonly heard: (news: News) => void;
  /** This tab leads from now on. */
  readonly leads: () => void;
  /** It leads no more: another tab found it asleep, or its page was left. */
  readonly follows?: () => void;
  /** Another tab asks for the leader, which is this one. */
  readonly asked?: () => void;
  /** The page came back after it was left: what was said meanwhile was not heard. */
  readonly returned?: () => void;
  /** Whether there is work that the leader should be doing. */
  readonly waits: () => boolean;
}

/**
 * The tabs that share something: one of them leads, and all hear of each other's changes. The leader holds a
 * Web Lock, so that a tab that is closed or crashes is followed by another at once (T1). One that is frozen still
 * holds it: it does not answer, and the lock is taken from it (T2). Without locks every tab leads.
 */
export class Tabs<News> {
  readonly #parts: Parts<News>;
  /** Ends when the page is left; null until it comes back. */
  #stay: { readonly scope: Scope; readonly channel: BroadcastChannel | null } | null = null;
  /** The place in the queue for the lock. */
  #queued = new AbortController();
  #isLeader = false;
  #timer: (() => void) | null = null;

  constructor(parts: Parts<News>) {
    this.#parts = parts;
    const { scope, environment } = parts;
    scope.add(
      environment.network.subscribe((change) => {
        if (change === 'leave') this.#leave();
        else if (this.#stay === null) {
          this.join();
          parts.returned?.();
        } else if (change === 'wake' && parts.waits()) {
          this.#rest();
          this.watch();
        }
      }),
    );
    this.join();
  }

  get isLeader(): boolean {
    return this.#isLeader;
  }

  /** Takes part again after the page was left (T3). */
  join(): void {
    const { device, name, scope } = this.#parts;
    if (this.#stay !== null || scope.signal.aborted) return;
    const stay = scope.child();
    const channel = device.BroadcastChannel === undefined ? null : new device.BroadcastChannel(name);
    if (channel !== null) {
      channel.onmessage = ({ data }: MessageEvent<Said<News>>) => this.#hear(data);
      stay.add(() => channel.close());
    }
    this.#stay = { scope: stay, channel };
    void this.#lead(stay, false);
  }

  /** Tells the other tabs. */
  tell(news: News): void {
    this.#say({ type: 'news', news });
  }

  /** There is work for the leader: finds out whether it runs, and takes its place if not. */
  watch(): void {
    const stay = this.#stay;
    if (this.#isLeader || this.#timer !== null || stay === null || stay.channel === null) return;
    this.#ask(stay.scope, false);
  }

  #ask(stay: Scope, again: boolean): void {
    const { clock } = this.#parts.environment;
    const askedAt = clock.now();
    this.#say({ type: 'ask' });
    this.#timer = stay.after(ANSWER_MS, () => {
      this.#timer = null;
      // A timer that comes so late shows that this tab was asleep: the answer may still wait to be heard.
      if (!again && clock.now() - askedAt > 2 * ANSWER_MS) this.#ask(stay, true);
      else void this.#lead(stay, true);
    });
  }

  #rest(): void {
    this.#timer?.();
    this.#timer = null;
  }

  #say(said: Said<News>): void {
    if (!this.#parts.scope.signal.aborted) this.#stay?.channel?.postMessage(said);
  }

  #hear(said: Said<News>): void {
    switch (said.type) {
      case 'news':
        this.#parts.heard(said.news);
        break;
      case 'ask':
        if (!this.#isLeader) return;
        this.#say({ type: 'here' });
        this.#parts.asked?.();
        break;
      case 'here':
        this.#rest();
        this.#timer =
          this.#stay?.scope.after(ASK_MS, () => {
            this.#timer = null;
            if (this.#parts.waits()) this.watch();
          }) ?? null;
    }
  }

  /** Waits for the lock, or takes it; leads while it is held. */
  async #lead(stay: Scope, steal: boolean): Promise<void> {
    const { device, name } = this.#parts;
    // A lock that is stolen needs no place in the queue, and may have none.
    this.#queued.abort();
    const queued = new AbortController();
    this.#queued = queued;
    const end = stay.add(() => queued.abort());
    const lead = (): Promise<void> => {
      this.#setLeader(stay, true);
      return new Promise((resolve) => stay.add(resolve));
    };
    try {
      await device.locks?.request(name, steal ? { steal } : { signal: queued.signal }, lead);
      if (device.locks === undefined) await lead();
    } catch (error) {
      if (queued !== this.#queued || stay.signal.aborted) return;
      const wasTaken = error instanceof Error && error.name === 'AbortError';
      this.#setLeader(stay, !wasTaken);
      // Taken by another tab, which found this one asleep: this one takes its place in the queue.
      if (wasTaken) void this.#lead(stay, false);
    } finally {
      end();
    }
  }

  #setLeader(stay: Scope, isLeader: boolean): void {
    if (stay.signal.aborted) return;
    const was = this.#isLeader;
    this.#isLeader = isLeader;
    this.#rest();
    if (isLeader) this.#parts.leads();
    else if (was) this.#parts.follows?.();
  }

  #leave(): void {
    const was = this.#isLeader;
    this.#isLeader = false;
    this.#rest();
    this.#stay?.scope.dispose();
    this.#stay = null;
    if (was) this.#parts.follows?.();
  }
}
