import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createId } from '@fechatter/protocol';
import { Session } from '@fechatter/protocol/schemas';
import { SignJWT, exportJWK, importJWK, type JWK } from 'jose';
import { banFromChannel } from '../../../src/channels/bans.ts';
import { openAccounts, refused, type TestAccounts, type TestClock } from '../../accounts.ts';
import { eachDatabase, requestContext, sessionContext, workspaceContext } from '../../harness.ts';

const seconds = (): number => Math.floor(Date.now() / 1_000);
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Workspace {
  readonly id: string;
  readonly slug: string;
  readonly ownerId: string;
}

async function secretKey(
  { handlers }: TestAccounts,
  { id, ownerId }: Workspace,
): Promise<{ readonly kid: string; readonly secret: string }> {
  const { appKey, secret } = await handlers['appKeys.create'](workspaceContext(id, ownerId), {
    path: { workspaceId: id },
    body: { id: createId(), kind: 'secret', name: 'Shop' },
  });
  assert.match(secret ?? '', /^[\w-]{43}$/);
  return { kid: appKey.id, secret: secret ?? '' };
}

const claimsFor = (slug: string, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  sub: 'customer-1',
  name: 'Ann Host',
  aud: slug,
  iat: seconds(),
  exp: seconds() + 120,
  jti: randomUUID(),
  ...changes,
});

/** Signs by hand, so that anything can be signed. */
function hs256(secret: string | Buffer, header: Record<string, unknown>, claims: unknown): string {
  const content = `${encode({ alg: 'HS256', ...header })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

/** A host that publishes its keys. */
async function hostWithKeys(keys: () => readonly JWK[]) {
  const state = {
    requests: 0,
    answer: (): { status: number; headers?: Record<string, string>; body: string } => ({
      status: 200,
      body: JSON.stringify({ keys: keys() }),
    }),
  };
  const server = createServer((_request, response) => {
    state.requests += 1;
    const { status, headers, body } = state.answer();
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}

eachDatabase(({ name, missing, open }) => {
  const setUp = async (options: { readonly clock?: TestClock } = {}) => {
    const accounts = await openAccounts(await open(), { allowPrivateJwks: true, ...options });
    const workspace = await accounts.found();
    const signIn = (token: string, changes: { workspace?: string; origin?: string } = {}) =>
      accounts.handlers['auth.host'](
        { ...requestContext, origin: changes.origin ?? null },
        { body: { workspace: changes.workspace ?? workspace.slug, token } },
      );
    const rolesOf = async () => {
      const people = await accounts.handlers['users.list'](
        workspaceContext(workspace.id, workspace.ownerId),
        { path: { workspaceId: workspace.id }, query: { limit: 200 } },
      );
      return new Map(people.items.map((user) => [user.name, user.role]));
    };
    return { ...accounts, workspace, signIn, rolesOf };
  };

  test(
    `${name}: a host brings its user in, who is the same person the next time`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { workspace, signIn, events, authentication } = accounts;
      const { kid, secret } = await secretKey(accounts, workspace);
      const seen = events.length;
      const first = await signIn(
        hs256(
          secret,
          { kid },
          claimsFor(workspace.slug, {
            email: 'Ann@Host.example',
            avatar: 'https://host.example/ann.png',
            role: 'moderator',
          }),
        ),
      );
      Session.parse(first);
      assert.equal(first.account.email, 'ann@host.example');
      assert.equal(first.account.hasPassword, false);
      assert.deepEqual(
        first.account.workspaces.map(({ workspace: { id }, role }) => [id, role]),
        [[workspace.id, 'moderator']],
      );
      assert.equal((await authentication.authenticate(first.accessToken)).boundTo, workspace.id);
      assert.deepEqual(
        events.slice(seen).map(({ event }) => event.type),
        ['user.joined', 'member.added'],
      );
      const again = await signIn(hs256(secret, { kid }, claimsFor(workspace.slug)));
      assert.equal(again.account.userId, first.account.userId);
      assert.notEqual(again.account.sessionId, first.account.sessionId);
      assert.equal(events.length, seen + 2, 'nothing changed, so nothing is told');
      const renamed = await signIn(hs256(secret, { kid }, claimsFor(workspace.slug, { name: 'Ann Other' })));
      assert.equal(renamed.account.userId, first.account.userId);
      assert.deepEqual(
        events.slice(seen + 2).map(({ event }) => event.type),
        ['user.updated', 'me.updated'],
      );
    },
  );

  test(
    `${name}: a host signs with the bytes of its secret, or with the text of it`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { kid, secret } = await secretKey(accounts, accounts.workspace);
      const one = await accounts.signIn(
        hs256(Buffer.from(secret, 'base64url'), { kid }, claimsFor(accounts.workspace.slug)),
      );
      const two = await accounts.signIn(hs256(secret, { kid }, claimsFor(accounts.workspace.slug)));
      assert.equal(one.account.userId, two.account.userId);
    },
  );

  test(
    `${name}: every token that is not right is refused with what is wrong`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { workspace, signIn } = accounts;
      const { kid, secret } = await secretKey(accounts, workspace);
      const foreign = await accounts.found();
      const foreignKey = await secretKey(accounts, foreign);
      const good = claimsFor(workspace.slug);
      const unsigned = `${encode({ alg: 'none', kid })}.${encode(good)}.`;
      const [head = '', body = ''] = hs256(secret, { kid }, good).split('.');
      const cases: readonly (readonly [string, string, string])[] = [
        ['no JWT', 'nonsense', 'host_token_malformed'],
        ['no JSON', 'e30x.e30.e30', 'host_token_malformed'],
        ['five parts', 'a.b.c.d.e', 'host_token_malformed'],
        ['no alg', `${encode({ kid })}.${body}.x`, 'host_token_malformed'],
        ['no kid', hs256(secret, {}, good), 'host_token_unknown_key'],
        ['an unknown kid', hs256(secret, { kid: createId() }, good), 'host_token_unknown_key'],
        ['a kid that is a path', hs256(secret, { kid: '../../dev/null' }, good), 'host_token_unknown_key'],
        ['a kid that is a number', hs256(secret, { kid: 1 }, good), 'host_token_unknown_key'],
        [
          'the key of another workspace',
          hs256(foreignKey.secret, { kid: foreignKey.kid }, good),
          'host_token_unknown_key',
        ],
        ['alg none', unsigned, 'host_token_algorithm'],
        ['alg NONE', `${encode({ alg: 'NONE', kid })}.${body}.`, 'host_token_algorithm'],
        ['alg HS512', `${encode({ alg: 'HS512', kid })}.${body}.x`, 'host_token_algorithm'],
        ['alg RS256 for a secret', `${encode({ alg: 'RS256', kid })}.${body}.x`, 'host_token_algorithm'],
        [
          'a key brought along',
          hs256(secret, { kid, jwk: { kty: 'oct', k: 'AA' } }, good),
          'host_token_malformed',
        ],
        [
          'a key elsewhere',
          hs256(secret, { kid, jku: 'https://evil.example' }, good),
          'host_token_malformed',
        ],
        [
          'a certificate elsewhere',
          hs256(secret, { kid, x5u: 'https://evil.example' }, good),
          'host_token_malformed',
        ],
        ['other rules', hs256(secret, { kid, crit: ['b64'], b64: false }, good), 'host_token_malformed'],
        ['no signature', `${head}.${body}.`, 'host_token_signature'],
        ['a wrong secret', hs256('wrong', { kid }, good), 'host_token_signature'],
        ['an empty secret', hs256('', { kid }, good), 'host_token_signature'],
        [
          'changed claims',
          `${head}.${encode({ ...good, sub: 'admin' })}.${hs256(secret, { kid }, good).split('.')[2] ?? ''}`,
          'host_token_signature',
        ],
        ['another audience', hs256(secret, { kid }, { ...good, aud: 'other' }), 'host_token_audience'],
        [
          'no audience of a list',
          hs256(secret, { kid }, { ...good, aud: ['a', 'b'] }),
          'host_token_audience',
        ],
        [
          'expired',
          hs256(secret, { kid }, { ...good, iat: seconds() - 200, exp: seconds() - 31 }),
          'host_token_expired',
        ],
        ['from the future', hs256(secret, { kid }, { ...good, iat: seconds() + 60 }), 'host_token_expired'],
        ['not yet', hs256(secret, { kid }, { ...good, nbf: seconds() + 60 }), 'host_token_expired'],
        ['a long life', hs256(secret, { kid }, { ...good, exp: seconds() + 601 }), 'host_token_lifetime'],
        ['no exp', hs256(secret, { kid }, { ...good, exp: undefined }), 'host_token_claims'],
        ['exp as text', hs256(secret, { kid }, { ...good, exp: String(good['exp']) }), 'host_token_claims'],
        ['no jti', hs256(secret, { kid }, { ...good, jti: undefined }), 'host_token_claims'],
        ['no name', hs256(secret, { kid }, { ...good, name: '' }), 'host_token_claims'],
        ['the role of owner', hs256(secret, { kid }, { ...good, role: 'owner' }), 'host_token_claims'],
        [
          'a script as avatar',
          hs256(secret, { kid }, { ...good, avatar: 'javascript:alert(1)' }),
          'host_token_claims',
        ],
        ['an object as sub', hs256(secret, { kid }, { ...good, sub: { $ne: '' } }), 'host_token_claims'],
        ['a NUL in sub', hs256(secret, { kid }, { ...good, sub: 'a\u0000b' }), 'host_token_claims'],
        ['no object', hs256(secret, { kid }, 'text'), 'host_token_claims'],
      ];
      for (const [what, token, code] of cases)
        await refused(signIn(token), code).catch((error: unknown) =>
          assert.fail(`${what}: ${String(error)}`),
        );
      await refused(
        signIn(hs256(secret, { kid }, good), { workspace: 'no-such-workspace' }),
        'host_token_unknown_key',
      );
      await refused(
        signIn(hs256(secret, { kid }, { ...good, aud: foreign.slug }), { workspace: foreign.slug }),
        'host_token_unknown_key',
      );
      const { message } = await refused(
        signIn(hs256(secret, { kid }, { ...good, name: '' })),
        'host_token_claims',
      );
      assert.match(message, /"name"/);
      await signIn(
        hs256(
          secret,
          { kid },
          {
            ...good,
            aud: ['x', workspace.slug],
            iat: seconds() + 20,
            nbf: seconds() + 20,
            exp: seconds() + 300,
          },
        ),
      );
    },
  );

  test(
    `${name}: a token is good for one sign-in, also for many at the same time`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { kid, secret } = await secretKey(accounts, accounts.workspace);
      const token = hs256(secret, { kid }, claimsFor(accounts.workspace.slug));
      const results = await Promise.allSettled(Array.from({ length: 6 }, () => accounts.signIn(token)));
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const result of results)
        if (result.status === 'rejected')
          assert.equal((result.reason as { code: string }).code, 'host_token_replayed');
      await refused(accounts.signIn(token), 'host_token_replayed');
    },
  );

  test(`${name}: a used token stays used when what has expired is deleted`, { skip: missing }, async () => {
    const clock = { now: Date.now() };
    const accounts = await setUp({ clock });
    const { kid, secret } = await secretKey(accounts, accounts.workspace);
    const token = hs256(secret, { kid }, claimsFor(accounts.workspace.slug));
    await accounts.signIn(token);
    // The last moment at which the leeway still takes the token.
    clock.now += 149_000;
    await accounts.authentication.removeExpired();
    await refused(accounts.signIn(token), 'host_token_replayed');
    clock.now += 10_000;
    await refused(accounts.signIn(token), 'host_token_expired');
  });

  test(
    `${name}: a withdrawn app key opens no new session, and those that it opened go on`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { workspace, handlers, signIn, authentication } = accounts;
      const { kid, secret } = await secretKey(accounts, workspace);
      const session = await signIn(hs256(secret, { kid }, claimsFor(workspace.slug)));
      const context = workspaceContext(workspace.id, workspace.ownerId);
      const listed = await handlers['appKeys.list'](context, { path: { workspaceId: workspace.id } });
      assert.ok(listed.items[0]?.lastUsedAt);
      assert.ok(!JSON.stringify(listed).includes(secret));
      await handlers['appKeys.revoke'](context, { path: { workspaceId: workspace.id, appKeyId: kid } });
      await handlers['appKeys.revoke'](context, { path: { workspaceId: workspace.id, appKeyId: kid } });
      await refused(signIn(hs256(secret, { kid }, claimsFor(workspace.slug))), 'host_token_unknown_key');
      assert.deepEqual(
        (await handlers['appKeys.list'](context, { path: { workspaceId: workspace.id } })).items,
        [],
      );
      await authentication.authenticate(session.accessToken);
      await handlers['auth.refresh'](requestContext, { body: { refreshToken: session.refreshToken } });
    },
  );

  test(`${name}: only owners and admins keep app keys`, { skip: missing }, async () => {
    const accounts = await setUp();
    const { workspace, handlers } = accounts;
    for (const role of ['moderator', 'member', 'guest'] as const) {
      const { userId } = await accounts.join(workspace, role);
      const context = workspaceContext(workspace.id, userId);
      await refused(handlers['appKeys.list'](context, { path: { workspaceId: workspace.id } }), 'forbidden');
      await refused(
        handlers['appKeys.create'](context, {
          path: { workspaceId: workspace.id },
          body: { id: createId(), kind: 'secret', name: 'X' },
        }),
        'forbidden',
      );
      await refused(
        handlers['appKeys.revoke'](context, { path: { workspaceId: workspace.id, appKeyId: createId() } }),
        'forbidden',
      );
    }
    const stranger = await accounts.signUpAs('Stranger');
    await refused(
      handlers['appKeys.list'](workspaceContext(workspace.id, stranger.account.userId), {
        path: { workspaceId: workspace.id },
      }),
      'not_found',
    );
  });

  test(
    `${name}: an address that a host tells opens no account with a password, and the other way round`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { workspace, handlers, signIn, background, mails } = accounts;
      const { kid, secret } = await secretKey(accounts, workspace);
      const owner = workspace.session.account;
      const host = await signIn(
        hs256(secret, { kid }, claimsFor(workspace.slug, { email: owner.email, role: 'admin' })),
      );
      assert.notEqual(host.account.userId, owner.userId);
      await handlers['auth.requestPasswordReset'](requestContext, {
        body: { email: 'only-host@example.com' },
      });
      await background.idle();
      assert.equal(mails.length, 0);
      await refused(
        handlers['auth.changePassword'](sessionContext(host.account.userId), {
          body: { currentPassword: '', newPassword: 'new password' },
        }),
        'invalid_credentials',
      );
    },
  );

  test(
    `${name}: the host raises and lowers roles, but who owns the workspace is not its business`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { workspace, handlers, signIn, rolesOf } = accounts;
      const { kid, secret } = await secretKey(accounts, workspace);
      const as = (changes: object) =>
        signIn(hs256(secret, { kid }, claimsFor(workspace.slug, { ...changes })));
      const { account } = await as({ role: 'admin' });
      assert.equal((await rolesOf()).get('Ann Host'), 'admin');
      await as({});
      assert.equal((await rolesOf()).get('Ann Host'), 'admin');
      await as({ role: 'member' });
      assert.equal((await rolesOf()).get('Ann Host'), 'member');
      await handlers['users.setRole'](workspaceContext(workspace.id, workspace.ownerId), {
        path: { workspaceId: workspace.id, userId: account.userId },
        body: { role: 'owner' },
      });
      await as({ role: 'guest' });
      assert.equal((await rolesOf()).get('Ann Host'), 'owner');
    },
  );

  test(
    `${name}: the named channels are joined, by name or id, and unknown ones are left out`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { workspace, signIn, services } = accounts;
      const { kid, secret } = await secretKey(accounts, workspace);
      const channel = async (kind: 'public' | 'private', channelName: string): Promise<string> => {
        const id = createId();
        await services.database.system
          .insertInto('channels')
          .values({
            workspace_id: workspace.id,
            id,
            kind,
            name: channelName,
            description: '',
            direct_key: null,
            created_by: workspace.ownerId,
            created_at: new Date(),
            member_count: 0,
            version: 0,
          })
          .execute();
        return id;
      };
      const sales = await channel('public', 'Sales');
      const board = await channel('private', 'board');
      await channel('private', 'secret');
      const { account } = await signIn(
        hs256(
          secret,
          { kid },
          claimsFor(workspace.slug, {
            role: 'guest',
            channels: ['sales', board, 'secret', 'nowhere', 'sales'],
          }),
        ),
      );
      const joined = await services.database.system
        .selectFrom('channel_members')
        .select('channel_id')
        .where('user_id', '=', account.userId)
        .execute();
      assert.deepEqual(joined.map((row) => row.channel_id).toSorted(), [sales, board].toSorted());
    },
  );

  test(
    `${name}: the host brings nobody into a channel from which they are banned`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { workspace, handlers, signIn, services } = accounts;
      const { kid, secret } = await secretKey(accounts, workspace);
      const as = () =>
        signIn(hs256(secret, { kid }, claimsFor(workspace.slug, { channels: ['general', 'sales'] })));
      const { id: general } = await services.database.system
        .selectFrom('channels')
        .select('id')
        .where('workspace_id', '=', workspace.id)
        .where('name', '=', 'general')
        .executeTakeFirstOrThrow();
      const { account } = await as();
      const members = () =>
        services.database.system
          .selectFrom('channel_members')
          .select('user_id')
          .where('channel_id', '=', general)
          .where('user_id', '=', account.userId)
          .execute();
      assert.equal((await members()).length, 1);
      await services.writer.submit(workspace.id, banFromChannel, {
        userId: workspace.ownerId,
        channelId: general,
        targetId: account.userId,
        reason: '',
      });
      assert.equal((await members()).length, 0);
      await as();
      // Not as a newcomer to the workspace either, who is put into its first channel.
      await handlers['workspaces.leave'](workspaceContext(workspace.id, account.userId), {
        path: { workspaceId: workspace.id },
      });
      await as();
      assert.equal((await members()).length, 0);
    },
  );

  test(
    `${name}: somebody whom the workspace removed is not brought back by the host, but who left is`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { workspace, handlers, signIn, authentication } = accounts;
      const { kid, secret } = await secretKey(accounts, workspace);
      const as = (sub: string) => signIn(hs256(secret, { kid }, claimsFor(workspace.slug, { sub })));
      const left = await as('left');
      await handlers['workspaces.leave'](workspaceContext(workspace.id, left.account.userId), {
        path: { workspaceId: workspace.id },
      });
      await refused(authentication.authenticate(left.accessToken), 'session_revoked');
      assert.equal((await as('left')).account.userId, left.account.userId);
      const removed = await as('removed');
      await handlers['users.remove'](workspaceContext(workspace.id, workspace.ownerId), {
        path: { workspaceId: workspace.id, userId: removed.account.userId },
      });
      await refused(authentication.authenticate(removed.accessToken), 'session_revoked');
      await refused(
        handlers['auth.refresh'](requestContext, { body: { refreshToken: removed.refreshToken } }),
        'refresh_token_invalid',
      );
      await refused(as('removed'), 'forbidden');
    },
  );

  test(
    `${name}: the session of a host's user ends a day after the last refresh, and sees this workspace only`,
    { skip: missing },
    async () => {
      const clock = { now: Date.now() };
      const accounts = await setUp({ clock });
      const { workspace, handlers, signIn } = accounts;
      const { kid, secret } = await secretKey(accounts, workspace);
      const session = await signIn(hs256(secret, { kid }, claimsFor(workspace.slug)));
      const other = await accounts.found();
      const { code } = await handlers['invites.create'](workspaceContext(other.id, other.ownerId), {
        path: { workspaceId: other.id },
        body: { id: createId(), role: 'member', channelIds: [], maxUses: null, expiresInSeconds: null },
      });
      const context = sessionContext(session.account.userId, session.account.sessionId, workspace.id);
      await refused(handlers['invites.accept'](context, { path: { code } }), 'invite_invalid');
      await refused(
        handlers['workspaces.create'](context, {
          body: { id: createId(), slug: `x${createId().slice(-12)}`, name: 'Mine' },
        }),
        'forbidden',
      );
      assert.deepEqual(
        (await handlers['workspaces.list'](context, {})).items.map((item) => item.workspace.id),
        [workspace.id],
      );
      clock.now += 86_400_000;
      await refused(
        handlers['auth.refresh'](requestContext, { body: { refreshToken: session.refreshToken } }),
        'refresh_token_invalid',
      );
    },
  );

  test(
    `${name}: a page of an origin that the workspace does not allow cannot sign in, even where another workspace allows it`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { workspace, handlers, signIn } = accounts;
      const { kid, secret } = await secretKey(accounts, workspace);
      const other = await accounts.found();
      const allow = ({ id, ownerId }: Workspace, allowedOrigins: string[]) =>
        handlers['workspaces.update'](workspaceContext(id, ownerId), {
          path: { workspaceId: id },
          body: { allowedOrigins },
        });
      await allow(other, ['https://shop.example']);
      const from = (origin: string) => signIn(hs256(secret, { kid }, claimsFor(workspace.slug)), { origin });
      await refused(from('https://shop.example'), 'origin_not_allowed');
      await allow(workspace, ['https://shop.example']);
      await from('https://shop.example');
      for (const origin of [
        'http://shop.example',
        'https://shop.example.evil.example',
        'https://evil.example',
        'null',
        'https://shop.example:8443',
      ])
        await refused(from(origin), 'origin_not_allowed');
    },
  );

  test(
    `${name}: a host with published keys signs with EdDSA, ES256 or RS256, and with nothing else`,
    { skip: missing },
    async () => {
      const accounts = await setUp();
      const { workspace, handlers, signIn } = accounts;
      const pairs = {
        EdDSA: generateKeyPairSync('ed25519'),
        ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
        RS256: generateKeyPairSync('rsa', { modulusLength: 2_048 }),
      } as const;
      const jwks = await Promise.all(
        Object.entries(pairs).map(async ([alg, { publicKey }]) => ({
          ...(await exportJWK(publicKey)),
          alg,
          use: 'sig',
          kid: alg,
        })),
      );
      const host = await hostWithKeys(() => jwks);
      const kid = createId();
      await handlers['appKeys.create'](workspaceContext(workspace.id, workspace.ownerId), {
        path: { workspaceId: workspace.id },
        body: { id: kid, kind: 'jwks', name: 'Keys', jwksUrl: host.url },
      });
      const signed = (alg: string, key: KeyObject, header: object = {}) =>
        new SignJWT(claimsFor(workspace.slug)).setProtectedHeader({ alg, kid, ...header }).sign(key);
      try {
        for (const [alg, { privateKey }] of Object.entries(pairs))
          await signIn(await signed(alg, privateKey));
        assert.equal(host.requests, 1, 'the keys are remembered');
        const pem = pairs.RS256.publicKey.export({ type: 'spki', format: 'pem' });
        await refused(
          signIn(hs256(pem.toString(), { kid }, claimsFor(workspace.slug))),
          'host_token_algorithm',
        );
        await refused(signIn(await signed('PS256', pairs.RS256.privateKey)), 'host_token_algorithm');
        await refused(
          signIn(`${encode({ alg: 'none', kid })}.${encode(claimsFor(workspace.slug))}.`),
          'host_token_algorithm',
        );
        await refused(
          signIn(await signed('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)),
          'host_token_signature',
        );
        assert.ok(await importJWK(jwks[0] as JWK, 'EdDSA'));
      } finally {
        host.close();
      }
    },
  );
});
