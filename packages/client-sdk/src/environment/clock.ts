/** Time, as the SDK sees it. A test puts its own in its place. */
export interface Clock {
  /** Milliseconds since 1970. May jump: only differences are used, and nothing is ordered by them. */
  now(): number;
  /** Calls back once after so many milliseconds. Returns the way to call it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The longest wait that `setTimeout` keeps: longer ones would fire at once. */
const LONGEST_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, Math.min(milliseconds, LONGEST_MS));
    return () => clearTimeout(timer);
  },
};
