import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../../src/errors/api-error.ts';
import { guardAttempt, networkOf, takeAttempt } from '../../../src/rate-limits/guessing-limits.ts';
import { MemoryRateLimiter } from '../../../src/rate-limits/memory-rate-limiter.ts';
import type { RateLimit } from '../../../src/rate-limits/rate-limiter.ts';
import { openAccounts, password, refused } from '../../accounts.ts';
import { eachDatabase, requestContext } from '../../harness.ts';

const limit: RateLimit = { name: 'test', burst: 3, perSecond: 0.5 };

test('so many at once, and then as often as the rate says', async () => {
  const clock = { now: 0 };
  const limiter = new MemoryRateLimiter({ now: () => clock.now });
  const take = async (times: number): Promise<number[]> => {
    const waits: number[] = [];
    for (let n = 0; n < times; n += 1) waits.push(await limiter.take(limit, 'a'));
    return waits;
  };
  assert.deepEqual(await take(5), [0, 0, 0, 2, 2]);
  clock.now += 1_000;
  assert.deepEqual(await take(1), [1]);
  clock.now += 1_000;
  assert.deepEqual(await take(2), [0, 2]);
  clock.now += 3_600_000;
  assert.deepEqual(await take(4), [0, 0, 0, 2]);
  clock.now -= 3_600_000;
  assert.deepEqual(await take(1), [2]);
});

test('keys, and limits, have nothing to do with each other', async () => {
  const limiter = new MemoryRateLimiter({ now: () => 0 });
  for (let n = 0; n < 3; n += 1) await limiter.take(limit, 'a');
  assert.equal(await limiter.take(limit, 'a'), 2);
  assert.equal(await limiter.take(limit, 'b'), 0);
  assert.equal(await limiter.take({ ...limit, name: 'other' }, 'a'), 0);
});

test('the memory of a limiter is bounded', async () => {
  const limiter = new MemoryRateLimiter({ now: () => 0, size: 100 });
  for (let n = 0; n < 3; n += 1) await limiter.take(limit, 'busy');
  for (let n = 0; n < 1_000; n += 1) {
    await limiter.take(limit, `stranger ${n}`);
    if (n % 50 === 0) assert.ok((await limiter.take(limit, 'busy')) > 0, 'who keeps trying is not forgotten');
  }
});

test('an attempt that succeeds, or that the server failed, costs nothing; one that is wrong does', async () => {
  const limiter = new MemoryRateLimiter({ now: () => 0 });
  const attempt = (outcome: () => Promise<unknown>) => guardAttempt(limiter, [[limit, 'a']], outcome);
  for (let n = 0; n < 10; n += 1) {
    await attempt(() => Promise.resolve());
    await assert.rejects(attempt(() => Promise.reject(new Error('database down'))));
    await refused(
      attempt(() => Promise.reject(new ApiError('server_busy'))),
      'server_busy',
    );
  }
  for (let n = 0; n < 3; n += 1)
    await refused(
      attempt(() => Promise.reject(new ApiError('invalid_credentials'))),
      'invalid_credentials',
    );
  const error = await refused(
    attempt(() => Promise.resolve()),
    'rate_limited',
  );
  assert.equal(error.retryAfter, 2);
});

test('many wrong attempts at the same time are no way around the limit', async () => {
  const limiter = new MemoryRateLimiter({ now: () => 0 });
  let made = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, () =>
      guardAttempt(limiter, [[limit, 'a']], async () => {
        made += 1;
        await new Promise((resolve) => setImmediate(resolve));
        throw new ApiError('invalid_credentials');
      }),
    ),
  );
  assert.equal(made, 3);
  assert.equal(results.length, 50);
  await refused(takeAttempt(limiter, [limit, 'a']), 'rate_limited');
});

test('an IPv6 customer is one, with all of their addresses', () => {
  assert.equal(networkOf('192.0.2.1'), '192.0.2.1');
  assert.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1');
  for (const address of [
    '2001:db8:1:2::1',
    '2001:0db8:0001:0002:ffff::',
    '2001:DB8:1:2:3:4:5:6',
    '2001:db8:1:2:3:4:5:6%eth0',
  ])
    assert.equal(networkOf(address), '2001:db8:1:2');
  assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0');
  assert.equal(networkOf('::1'), '0:0:0:0');
  assert.equal(networkOf('not an address'), 'not an address');
});

eachDatabase(({ name, missing, open }) => {
  const setUp = async () => {
    const clock = { now: Date.now() };
    return {
      clock,
      ...(await openAccounts(await open(), { limiter: new MemoryRateLimiter({ now: () => clock.now }) })),
    };
  };

  test(
    `${name}: passwords cannot be guessed: neither of one account, nor from one address`,
    { skip: missing },
    async () => {
      const { handlers, signUpAs, clock } = await setUp();
      const { account } = await signUpAs('Ann');
      const from = (ip: string, email: string, given = 'wrong') =>
        handlers['auth.signIn']({ ...requestContext, ip }, { body: { email, password: given } });
      const email = account.email ?? '';
      for (let n = 0; n < 10; n += 1) await refused(from('192.0.2.7', email), 'invalid_credentials');
      const { retryAfter = 0 } = await refused(
        from('192.0.2.7', email.toUpperCase(), password),
        'rate_limited',
      );
      assert.ok(retryAfter > 0 && retryAfter <= 60);
      await from('192.0.2.8', email, password);
      clock.now += retryAfter * 1_000;
      await from('192.0.2.7', email, password);
      let tried = 0;
      for (; tried < 100; tried += 1) {
        const error = await from('192.0.2.9', `nobody-${tried}@example.com`).then(
          () => undefined,
          (reason: unknown) => reason as ApiError,
        );
        if (error?.code === 'rate_limited') break;
      }
      assert.equal(tried, 30);
    },
  );

  test(
    `${name}: invites, refresh tokens, host tokens and reset links cannot be guessed, and mail cannot be flooded`,
    { skip: missing },
    async () => {
      const { handlers, signUpAs, background, mails } = await setUp();
      const { account } = await signUpAs('Ben');
      const untilLimited = async (attempt: (n: number) => Promise<unknown>): Promise<number> => {
        for (let n = 0; n < 500; n += 1) {
          const error = await attempt(n).then(
            () => undefined,
            (reason: unknown) => reason,
          );
          if (error instanceof ApiError && error.code === 'rate_limited') return n;
        }
        return Infinity;
      };
      assert.equal(
        await untilLimited((n) =>
          handlers['invites.preview'](requestContext, { path: { code: `guess-number-${n}-xxxx` } }),
        ),
        30,
      );
      assert.equal(
        await untilLimited((n) =>
          handlers['auth.refresh'](requestContext, { body: { refreshToken: `guess ${n}` } }),
        ),
        100,
      );
      assert.equal(
        await untilLimited(() =>
          handlers['auth.host'](requestContext, { body: { workspace: 'x', token: 'a.b.c' } }),
        ),
        100,
      );
      assert.equal(
        await untilLimited((n) =>
          handlers['auth.resetPassword'](requestContext, { body: { token: `guess ${n}`, password } }),
        ),
        20,
      );
      assert.equal(
        await untilLimited((n) =>
          handlers['auth.requestPasswordReset'](
            { ...requestContext, ip: `198.51.100.${n}` },
            { body: { email: account.email ?? '' } },
          ),
        ),
        3,
      );
      assert.equal(
        await untilLimited((n) =>
          handlers['auth.requestPasswordReset'](
            { ...requestContext, ip: '203.0.113.1' },
            { body: { email: `nobody-${n}@example.com` } },
          ),
        ),
        10,
      );
      await background.idle();
      assert.equal(mails.length, 3);
    },
  );

  test(`${name}: a whole office can sign in from one address`, { skip: missing }, async () => {
    const { handlers, signUpAs } = await setUp();
    const { account } = await signUpAs('Cat');
    for (let n = 0; n < 35; n += 1)
      await handlers['auth.signIn'](requestContext, { body: { email: account.email ?? '', password } });
  });
});
