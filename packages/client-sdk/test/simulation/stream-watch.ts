import type { Clock } from '@fechatter/client-sdk';

/** Silence after which a dead connection has to be given up: architecture, guarantee 5. */
const NOTICED_MS = 40_000;
/** Tries that one tab may make in any minute, besides those that something woke it for. */
const TRIES_A_MINUTE = 30;
/** Requests that one tab may make at one moment. */
const MOST_AT_ONCE = 300;

type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

interface Watched {
  heardAt: number;
}

/** Watches the event streams of one tab from outside: when each was asked for, and when it last brought anything. */
export class StreamWatch {
  readonly fetch: Fetch;
  readonly #clock: Clock;
  readonly #open = new Set<Watched>();
  readonly #tries: number[] = [];
  /** Times at which something woke the tab, so that it tries at once. */
  readonly #woken: number[] = [];
  /** Requests so far at this moment. */
  #atOnce = 0;
  #moment = 0;

  constructor(fetch: Fetch, clock: Clock) {
    this.#clock = clock;
    this.fetch = (input, init) => {
      if (this.#isRush()) return new Promise(() => {});
      return new URL(new Request(input).url).pathname.endsWith('/events')
        ? this.#watch(fetch, input, init)
        : fetch(input, init);
    };
  }

  /** Whether requests follow each other without any wait: they would for ever, so they are held up. */
  #isRush(): boolean {
    const now = this.#clock.now();
    this.#atOnce = this.#moment === now ? this.#atOnce + 1 : 1;
    this.#moment = now;
    return this.#atOnce > MOST_AT_ONCE;
  }

  woken(): void {
    this.#woken.push(this.#clock.now());
  }

  /**
   * The tab slept, or its clock was set: the measure of silence starts anew (C10).
   *
   * @param milliseconds - When it does: a clock that was set back is found out at the time at which the silence was to be judged.
   */
  startAnew(milliseconds = 0): void {
    for (const stream of this.#open) stream.heardAt = this.#clock.now() + milliseconds;
    this.woken();
  }

  /** What is wrong with the streams; null for nothing. */
  violation(): string | null {
    const now = this.#clock.now();
    if (this.#atOnce > MOST_AT_ONCE) return 'requests without end and without a wait';
    for (const { heardAt } of this.#open)
      if (now - heardAt > NOTICED_MS)
        return `a connection was dead for ${now - heardAt} ms and was not given up`;
    for (const [at, time] of this.#tries.entries()) {
      const minute = this.#tries.slice(at).filter((other) => other - time < 60_000).length;
      const woken = this.#woken.filter((other) => other >= time && other - time < 60_000).length;
      if (minute > TRIES_A_MINUTE + 2 * woken) return `${minute} tries to connect in one minute`;
    }
    return null;
  }

  async #watch(fetch: Fetch, input: RequestInfo | URL, init: RequestInit | undefined): Promise<Response> {
    const watched: Watched = { heardAt: this.#clock.now() };
    this.#tries.push(this.#clock.now());
    this.#open.add(watched);
    const forget = (): void => void this.#open.delete(watched);
    init?.signal?.addEventListener('abort', forget, { once: true });
    try {
      const response = await fetch(input, init);
      if (response.body === null || !response.ok) {
        forget();
        return response;
      }
      const { status, headers } = response;
      const reader = response.body.getReader();
      const body = new ReadableStream<Uint8Array>({
        pull: async (controller) => {
          try {
            const { done, value } = await reader.read();
            watched.heardAt = this.#clock.now();
            if (done) {
              forget();
              controller.close();
            } else controller.enqueue(value);
          } catch (error) {
            forget();
            controller.error(error);
          }
        },
        cancel: async () => {
          forget();
          await reader.cancel();
        },
      });
      return new Response(body, { status, headers });
    } catch (error) {
      forget();
      throw error;
    }
  }
}
