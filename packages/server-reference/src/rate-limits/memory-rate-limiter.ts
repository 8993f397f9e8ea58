import type { RateLimit, RateLimiter } from './rate-limiter.ts';

interface Bucket {
  tokens: number;
  /** When that was so, in milliseconds. */
  at: number;
}

/** Token buckets in memory: for one process. */
export class MemoryRateLimiter implements RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;
  readonly #size: number;

  /** @param options.size - Keys that are remembered at most; the one that was idle longest is forgotten first. */
  constructor(options: { readonly now?: () => number; readonly size?: number } = {}) {
    this.#now = options.now ?? Date.now;
    this.#size = options.size ?? 100_000;
  }

  take(limit: RateLimit, key: string): Promise<number> {
    const bucket = this.#filled(limit, key);
    if (bucket.tokens < 1) return Promise.resolve(Math.ceil((1 - bucket.tokens) / limit.perSecond));
    bucket.tokens -= 1;
    return Promise.resolve(0);
  }

  giveBack(limit: RateLimit, key: string): Promise<void> {
    const bucket = this.#filled(limit, key);
    bucket.tokens = Math.min(limit.burst, bucket.tokens + 1);
    return Promise.resolve();
  }

  #filled(limit: RateLimit, key: string): Bucket {
    const name = `${limit.name}:${key}`;
    const now = this.#now();
    const bucket = this.#buckets.get(name) ?? { tokens: limit.burst, at: now };
    // A clock that was set back takes nothing away.
    const elapsed = Math.max(0, now - bucket.at) / 1_000;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + elapsed * limit.perSecond);
    bucket.at = now;
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > this.#size) {
      const [idle] = this.#buckets.keys();
      if (idle !== undefined) this.#buckets.delete(idle);
    }
    return bucket;
  }
}
