/** How often something may be done: so many times at once, and then this often. */
export interface RateLimit {
  /** Names the limit; keys of different limits never meet. */
  readonly name: string;
  /** How many times at once. */
  readonly burst: number;
  /** How many times a second in the long run. */
  readonly perSecond: number;
}

/** Port: counts what can be guessed or flooded. */
export interface RateLimiter {
  /** Takes one of what a key has left. Resolves to 0, or to the seconds to wait when nothing is left. */
  take(limit: RateLimit, key: string): Promise<number>;
  /** Gives back what was taken, for what turned out well. */
  giveBack(limit: RateLimit, key: string): Promise<void>;
}
