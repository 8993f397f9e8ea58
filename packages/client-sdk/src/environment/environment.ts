import type { Clock } from './clock.ts';
import type { Network } from './network.ts';

/** What the SDK has from outside, all of it replaceable. */
export interface Environment {
  readonly clock: Clock;
  readonly network: Network;
  /** A number in [0, 1), for the spreading of retries. */
  readonly random: () => number;
  readonly fetch: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;
  /** Gets what went wrong where nobody waits for an answer. */
  readonly onError: (error: unknown) => void;
}

/** Reports an error the way the platform reports those that nobody caught, without ending the program. */
export function reportToConsole(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else console.error(error);
}
