import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId } from '@fechatter/protocol';
import { Session } from '@fechatter/protocol/schemas';
import { openAccounts, password, refused } from '../../accounts.ts';
import { eachDatabase, requestContext, sessionContext } from '../../harness.ts';

eachDatabase(({ name, missing, open }) => {
  test(
    `${name}: an account that was made can sign in, whatever the case of its address`,
    { skip: missing },
    async () => {
      const { handlers, authentication } = await openAccounts(await open());
      const email = `ann-${createId()}@example.com`;
      const made = await handlers['auth.signUp'](requestContext, { body: { email, password, name: 'Ann' } });
      Session.parse(made);
      const session = await handlers['auth.signIn'](requestContext, {
        body: { email: email.toUpperCase(), password },
      });
      Session.parse(session);
      assert.equal(session.account.userId, made.account.userId);
      assert.notEqual(session.account.sessionId, made.account.sessionId);
      assert.deepEqual(await authentication.authenticate(session.accessToken), {
        userId: made.account.userId,
        sessionId: session.account.sessionId,
        boundTo: null,
        expiresAt: Date.parse(session.accessTokenExpiresAt),
      });
    },
  );

  test(
    `${name}: a wrong password and an unknown address get the same answer, and no session`,
    { skip: missing },
    async () => {
      const database = await open();
      const { handlers, signUpAs } = await openAccounts(database);
      const { account } = await signUpAs('Ben');
      const before = await database.system
        .selectFrom('sessions')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      const wrong = await refused(
        handlers['auth.signIn'](requestContext, {
          body: { email: account.email ?? '', password: `${password}!` },
        }),
        'invalid_credentials',
      );
      const unknown = await refused(
        handlers['auth.signIn'](requestContext, { body: { email: 'nobody@example.com', password } }),
        'invalid_credentials',
      );
      const strange = await refused(
        handlers['auth.signIn'](requestContext, {
          body: { email: 'a\u0000\ud800@example.com', password: '\ud800\u0000' },
        }),
        'invalid_credentials',
      );
      const empty = await refused(
        handlers['auth.signIn'](requestContext, { body: { email: account.email ?? '', password: '' } }),
        'invalid_credentials',
      );
      const answers = [wrong, unknown, strange, empty].map((error) => JSON.stringify(error.toProblem('')));
      assert.equal(new Set(answers).size, 1);
      const after = await database.system
        .selectFrom('sessions')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      assert.equal(after.count, before.count);
    },
  );

  test(`${name}: an unknown address takes as much hashing as a known one`, { skip: missing }, async () => {
    const { handlers, services, signUpAs } = await openAccounts(await open());
    const { account } = await signUpAs('Time');
    const calls: boolean[] = [];
    const verify = services.hasher.verify.bind(services.hasher);
    services.hasher.verify = async (hash, given) => {
      const start = performance.now();
      const fits = await verify(hash, given);
      calls.push(performance.now() - start > 5);
      return fits;
    };
    await refused(
      handlers['auth.signIn'](requestContext, { body: { email: account.email ?? '', password: 'wrong' } }),
      'invalid_credentials',
    );
    await refused(
      handlers['auth.signIn'](requestContext, { body: { email: 'nobody@example.com', password: 'wrong' } }),
      'invalid_credentials',
    );
    assert.deepEqual(calls, [true, true]);
  });

  test(
    `${name}: of two who make an account with one address at the same time, one gets it`,
    { skip: missing },
    async () => {
      const { handlers } = await openAccounts(await open());
      const body = { email: `twice-${createId()}@example.com`, password, name: 'Twice' };
      const results = await Promise.allSettled([
        handlers['auth.signUp'](requestContext, { body }),
        handlers['auth.signUp'](requestContext, { body }),
      ]);
      assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
      const rejected = results.find((result) => result.status === 'rejected');
      assert.equal((rejected?.reason as { code: string }).code, 'email_taken');
    },
  );

  test(
    `${name}: a sign-up with a workspace gives its owner a place with a first channel`,
    { skip: missing },
    async () => {
      const { handlers } = await openAccounts(await open());
      const slug = `up-${createId().slice(-12)}`;
      const { account } = await handlers['auth.signUp'](requestContext, {
        body: { email: `${slug}@example.com`, password, name: 'Una', workspace: { slug, name: 'Upwards' } },
      });
      assert.deepEqual(
        account.workspaces.map(({ workspace, role }) => [workspace.slug, role]),
        [[slug, 'owner']],
      );
    },
  );

  test(
    `${name}: a sign-up whose workspace address is taken makes no account`,
    { skip: missing },
    async () => {
      const { handlers, found } = await openAccounts(await open());
      const { slug } = await found();
      const body = {
        email: `none-${createId()}@example.com`,
        password,
        name: 'None',
        workspace: { slug, name: 'Taken' },
      };
      await refused(handlers['auth.signUp'](requestContext, { body }), 'slug_taken');
      await refused(
        handlers['auth.signIn'](requestContext, { body: { email: body.email, password } }),
        'invalid_credentials',
      );
    },
  );

  test(`${name}: where accounts come by invite, there is none without one`, { skip: missing }, async () => {
    const database = await open();
    const { found, handlers: asOperator } = await openAccounts(database);
    const { id, ownerId } = await found();
    const { handlers } = await openAccounts(database, { signUp: 'invite' });
    const person = () => ({ email: `inv-${createId()}@example.com`, password, name: 'Ivy' });
    await refused(handlers['auth.signUp'](requestContext, { body: person() }), 'sign_up_closed');
    await refused(
      handlers['auth.signUp'](requestContext, { body: { ...person(), inviteCode: 'x'.repeat(43) } }),
      'invite_invalid',
    );
    const { code } = await asOperator['invites.create'](
      { ...sessionContext(ownerId), workspaceId: id },
      {
        path: { workspaceId: id },
        body: { id: createId(), role: 'member', channelIds: [], maxUses: 1, expiresInSeconds: null },
      },
    );
    await refused(
      handlers['auth.signUp'](requestContext, {
        body: {
          ...person(),
          inviteCode: code,
          workspace: { slug: `s${createId().slice(-12)}`, name: 'Mine' },
        },
      }),
      'sign_up_closed',
    );
    const { account } = await handlers['auth.signUp'](requestContext, {
      body: { ...person(), inviteCode: code },
    });
    assert.deepEqual(
      account.workspaces.map(({ workspace }) => workspace.id),
      [id],
    );
    await refused(
      handlers['auth.signUp'](requestContext, { body: { ...person(), inviteCode: code } }),
      'invite_invalid',
    );
    await refused(
      handlers['workspaces.create'](sessionContext(account.userId), {
        body: { id: createId(), slug: `s${createId().slice(-12)}`, name: 'Mine' },
      }),
      'forbidden',
    );
  });
});
