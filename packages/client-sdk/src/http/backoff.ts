/** The first bound of a random wait. */
const BASE_MS = 500;
/** No wait is longer than this, unless the server asks for it. */
const CEILING_MS = 20_000;

/**
 * How long to wait before try number `attempt` (1 is the first repetition): a random part of a bound that
 * doubles, "full jitter" as in
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
 *
 * @param random - A number in [0, 1).
 */
export function backoff(attempt: number, random: number): number {
  return random * Math.min(CEILING_MS, BASE_MS * 2 ** Math.min(attempt, 16));
}
