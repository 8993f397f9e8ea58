import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { limits } from '@fechatter/protocol';
import { Authentication } from '../../../src/auth/authentication.ts';
import { openAccounts, password, publicUrl, refused, type TestClock } from '../../accounts.ts';
import { eachDatabase, requestContext, sessionContext } from '../../harness.ts';

const DAY = 86_400_000;

eachDatabase(({ name, missing, open }) => {
  const setUp = async () => {
    const clock: TestClock = { now: Date.now() };
    const accounts = await openAccounts(await open(), { clock });
    const refresh = (refreshToken: string) =>
      accounts.handlers['auth.refresh'](requestContext, { body: { refreshToken } });
    return { ...accounts, clock, refresh };
  };

  test(`${name}: a refresh token gives new tokens of the same session`, { skip: missing }, async () => {
    const { signUpAs, refresh, authentication, clock } = await setUp();
    const first = await signUpAs('Ann');
    clock.now += 60_000;
    const second = await refresh(first.refreshToken);
    assert.equal(second.account.sessionId, first.account.sessionId);
    assert.notEqual(second.refreshToken, first.refreshToken);
    assert.equal((await authentication.authenticate(second.accessToken)).userId, first.account.userId);
  });

  test(
    `${name}: a refresh token used again ends the session and its access tokens`,
    { skip: missing },
    async () => {
      const { signUpAs, refresh, authentication, clock } = await setUp();
      const ended: string[] = [];
      authentication.onRevoked((ids) => ended.push(...ids));
      const first = await signUpAs('Ben');
      const second = await refresh(first.refreshToken);
      const third = await refresh(second.refreshToken);
      await refused(refresh(first.refreshToken), 'refresh_token_reused');
      for (const { accessToken } of [first, second, third])
        await refused(authentication.authenticate(accessToken), 'session_revoked');
      await refused(refresh(third.refreshToken), 'refresh_token_invalid');
      assert.deepEqual(ended, [first.account.sessionId]);
      clock.now += 1;
    },
  );

  test(
    `${name}: a refresh whose answer was lost can be repeated for a moment`,
    { skip: missing },
    async () => {
      const { signUpAs, refresh, clock } = await setUp();
      const first = await signUpAs('Cat');
      const lost = await refresh(first.refreshToken);
      clock.now += 9_000;
      const second = await refresh(first.refreshToken);
      clock.now += 1_500;
      await refresh(second.refreshToken);
      await refused(refresh(lost.refreshToken), 'refresh_token_reused');
    },
  );

  test(`${name}: a spent refresh token is a theft after ten seconds`, { skip: missing }, async () => {
    const { signUpAs, refresh, clock } = await setUp();
    const first = await signUpAs('Dan');
    const second = await refresh(first.refreshToken);
    clock.now += 10_001;
    await refused(refresh(first.refreshToken), 'refresh_token_reused');
    await refused(refresh(second.refreshToken), 'refresh_token_invalid');
  });

  test(
    `${name}: many copies of one refresh at the same time all get an answer, and one line of them goes on`,
    { skip: missing },
    async () => {
      const { signUpAs, refresh } = await setUp();
      const first = await signUpAs('Eve');
      let held = [first];
      for (let round = 0; round < 10; round += 1) {
        const copies = await Promise.all(
          Array.from({ length: 8 }, () => refresh(held[0]?.refreshToken ?? '')),
        );
        assert.equal(new Set(copies.map(({ refreshToken }) => refreshToken)).size, 8);
        held = copies;
      }
      const results = await Promise.allSettled(held.map(({ refreshToken }) => refresh(refreshToken)));
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    },
  );

  test(
    `${name}: of two answers to one request only one can ever be used, also when both are used at the same time`,
    { skip: missing },
    async () => {
      const { signUpAs, refresh } = await setUp();
      for (let round = 0; round < 30; round += 1) {
        const first = await signUpAs('Twin');
        const twins = [await refresh(first.refreshToken), await refresh(first.refreshToken)];
        const results = await Promise.allSettled(twins.map(({ refreshToken }) => refresh(refreshToken)));
        assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1, `round ${round}`);
      }
    },
  );

  test(`${name}: an unknown refresh token is refused without a trace`, { skip: missing }, async () => {
    const { refresh } = await setUp();
    await refused(refresh('nothing'), 'refresh_token_invalid');
    await refused(refresh(''), 'refresh_token_invalid');
  });

  test(
    `${name}: a session ends when it was not used for 30 days, and after a year in any case`,
    { skip: missing },
    async () => {
      const { signUpAs, refresh, clock } = await setUp();
      const idle = await signUpAs('Ida');
      const busy = await signUpAs('Bea');
      const start = clock.now;
      let token = busy.refreshToken;
      clock.now += 30 * DAY;
      await refused(refresh(idle.refreshToken), 'refresh_token_invalid');
      clock.now = start;
      while (clock.now + 29 * DAY < start + 365 * DAY) {
        clock.now += 29 * DAY;
        token = (await refresh(token)).refreshToken;
      }
      clock.now = start + 365 * DAY;
      await refused(refresh(token), 'refresh_token_invalid');
    },
  );

  test(
    `${name}: an access token expires after ten minutes, also when it was verified before`,
    { skip: missing },
    async () => {
      const { signUpAs, authentication, clock } = await setUp();
      const { accessToken } = await signUpAs('Fay');
      await authentication.authenticate(accessToken);
      clock.now += limits.accessTokenSeconds * 1_000;
      await refused(authentication.authenticate(accessToken), 'token_expired');
      await refused(authentication.authenticate(accessToken), 'token_expired');
    },
  );

  test(
    `${name}: signing out ends this session only, and signing out everywhere all`,
    { skip: missing },
    async () => {
      const { handlers, signUpAs, refresh, authentication } = await setUp();
      const one = await signUpAs('Gus');
      const signIn = () =>
        handlers['auth.signIn'](requestContext, { body: { email: one.account.email ?? '', password } });
      const two = await signIn();
      const three = await signIn();
      const { userId, sessionId } = one.account;
      await handlers['auth.signOut'](sessionContext(userId, sessionId), { body: { everywhere: false } });
      await refused(authentication.authenticate(one.accessToken), 'session_revoked');
      await refused(refresh(one.refreshToken), 'refresh_token_invalid');
      await authentication.authenticate(two.accessToken);
      await handlers['auth.signOut'](sessionContext(userId, two.account.sessionId), {
        body: { everywhere: true },
      });
      for (const { accessToken, refreshToken } of [two, three]) {
        await refused(authentication.authenticate(accessToken), 'session_revoked');
        await refused(refresh(refreshToken), 'refresh_token_invalid');
      }
    },
  );

  test(
    `${name}: another server process honours the tokens, and learns of the end of a session`,
    { skip: missing },
    async () => {
      const database = await open();
      const { handlers, signUpAs } = await openAccounts(database);
      const { accessToken, account } = await signUpAs('Hal');
      const other = new Authentication({ database, issuer: publicUrl });
      await other.start();
      const ended: string[] = [];
      other.onRevoked((ids) => ended.push(...ids));
      assert.equal((await other.authenticate(accessToken)).userId, account.userId);
      await handlers['auth.signOut'](sessionContext(account.userId, account.sessionId), {
        body: { everywhere: false },
      });
      if (name === 'Postgres') {
        const deadline = Date.now() + 5_000;
        while (!ended.includes(account.sessionId) && Date.now() < deadline) await delay(50);
        assert.ok(ended.includes(account.sessionId));
        await refused(other.authenticate(accessToken), 'session_revoked');
      }
      const late = new Authentication({ database, issuer: publicUrl });
      await late.start();
      await refused(late.authenticate(accessToken), 'session_revoked');
      await Promise.all([other.close(), late.close()]);
    },
  );

  test(`${name}: nothing that could be used to sign in is kept in the clear`, { skip: missing }, async () => {
    const database = await open();
    const { handlers, signUpAs, mails, background } = await openAccounts(database);
    const { refreshToken, account } = await signUpAs('Ivo');
    await handlers['auth.requestPasswordReset'](requestContext, { body: { email: account.email ?? '' } });
    await background.idle();
    const resetToken = mails[0]?.text.match(/#([\w-]+)/)?.[1] ?? '';
    assert.equal(resetToken.length, 43);
    const rows = JSON.stringify([
      await database.system.selectFrom('refresh_tokens').selectAll().execute(),
      await database.system.selectFrom('sessions').selectAll().execute(),
      await database.system.selectFrom('password_resets').selectAll().execute(),
      await database.system.selectFrom('users').selectAll().execute(),
    ]);
    for (const secret of [refreshToken, resetToken, password]) assert.ok(!rows.includes(secret));
  });

  test(`${name}: what has expired is deleted, and nothing else`, { skip: missing }, async () => {
    const { signUpAs, refresh, clock, authentication } = await setUp();
    const kept = await signUpAs('Kai');
    await authentication.removeExpired();
    const next = await refresh(kept.refreshToken);
    clock.now += 31 * DAY;
    await authentication.removeExpired();
    await refused(refresh(next.refreshToken), 'refresh_token_invalid');
  });
});
