import { isIPv6 } from 'node:net';
import { errorCodes } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import type { RateLimit, RateLimiter } from './rate-limiter.ts';

const MINUTE = 60;

/**
 * What can be guessed or flooded from outside, and how often. An attempt that succeeds is given back where a
 * whole office behind one address does the same thing every morning.
 */
export const guessingLimits = {
  signInByAddress: { name: 'sign-in-address', burst: 30, perSecond: 20 / MINUTE },
  /** Narrow for one place, wide for all: a stranger elsewhere cannot lock somebody out of their account easily. */
  signInByAccountAndAddress: { name: 'sign-in-account-address', burst: 10, perSecond: 1 / MINUTE },
  signInByAccount: { name: 'sign-in-account', burst: 50, perSecond: 5 / MINUTE },
  signUpByAddress: { name: 'sign-up-address', burst: 20, perSecond: 2 / MINUTE },
  passwordChangeByAccount: { name: 'password-change', burst: 10, perSecond: 1 / MINUTE },
  resetRequestByAddress: { name: 'reset-request-address', burst: 10, perSecond: 1 / MINUTE },
  resetRequestByAccount: { name: 'reset-request-account', burst: 3, perSecond: 0.1 / MINUTE },
  resetByAddress: { name: 'reset-address', burst: 20, perSecond: 2 / MINUTE },
  refreshByAddress: { name: 'refresh-address', burst: 100, perSecond: 60 / MINUTE },
  inviteByAddress: { name: 'invite-address', burst: 30, perSecond: 20 / MINUTE },
  hostSignInByAddress: { name: 'host-sign-in-address', burst: 100, perSecond: 60 / MINUTE },
  workspaceByUser: { name: 'workspace-user', burst: 10, perSecond: 0.5 / MINUTE },
} as const satisfies Record<string, RateLimit>;

/** One limit, for one key. */
export type Guarded = readonly [limit: RateLimit, key: string];

/**
 * Takes one attempt from each of the limits.
 *
 * @throws {ApiError} `rate_limited` when one of them has nothing left.
 */
export async function takeAttempt(limiter: RateLimiter, ...guarded: readonly Guarded[]): Promise<void> {
  for (const [limit, key] of guarded) {
    const wait = await limiter.take(limit, key);
    if (wait > 0)
      throw new ApiError('rate_limited', `Too many attempts: try again in ${wait} s.`, { retryAfter: wait });
  }
}

/** Runs what is being guarded. An attempt that succeeds costs nothing; neither does one that the server failed. */
export async function guardAttempt<T>(
  limiter: RateLimiter,
  guarded: readonly Guarded[],
  attempt: () => Promise<T>,
): Promise<T> {
  await takeAttempt(limiter, ...guarded);
  let wrong = false;
  try {
    return await attempt();
  } catch (error) {
    wrong = error instanceof ApiError && errorCodes[error.code].status < 500;
    throw error;
  } finally {
    if (!wrong) for (const [limit, key] of guarded) await limiter.giveBack(limit, key);
  }
}

/** What of an address tells its owner: an IPv6 customer has a whole /64 (RFC 6177). */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.replace(/%.*$/, '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined
      ? before
      : [
          ...before,
          ...Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0'),
          ...after,
        ];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/** Lets everything through: for benches and tests that are not about limits. */
export const unlimited: RateLimiter = {
  take: () => Promise.resolve(0),
  giveBack: () => Promise.resolve(),
};
