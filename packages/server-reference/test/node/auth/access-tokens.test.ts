import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync, sign, type JsonWebKey } from 'node:crypto';
import { test } from 'node:test';
import { createId } from '@fechatter/protocol';
import { Authentication } from '../../../src/auth/authentication.ts';
import { openAccounts, publicUrl, refused } from '../../accounts.ts';
import { eachDatabase } from '../../harness.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

eachDatabase(({ name, missing, open }) => {
  test(
    `${name}: an access token is of the form that others can verify with the published keys`,
    { skip: missing },
    async () => {
      const { signUpAs, authentication } = await openAccounts(await open());
      const { accessToken, account } = await signUpAs('Ann');
      const [header, payload, signature = ''] = accessToken.split('.');
      const { kid, ...rest } = decode(header);
      assert.deepEqual(rest, { alg: 'EdDSA', typ: 'at+jwt' });
      const { iat, exp, ...claims } = decode(payload);
      assert.deepEqual(claims, {
        iss: publicUrl,
        aud: 'fechatter',
        sub: account.userId,
        sid: account.sessionId,
      });
      assert.equal(Number(exp) - Number(iat), 600);
      const { keys } = await authentication.jwks();
      assert.ok(keys.every((key) => !('d' in key)));
      const jwk = keys.find((key) => key.kid === kid);
      const { verify } = await import('node:crypto');
      assert.ok(
        verify(
          null,
          Buffer.from(`${header}.${payload}`),
          createPublicKey({ key: jwk as unknown as JsonWebKey, format: 'jwk' }),
          Buffer.from(signature, 'base64url'),
        ),
      );
    },
  );

  test(
    `${name}: no token is accepted that this server did not sign as it is`,
    { skip: missing },
    async () => {
      const { signUpAs, authentication } = await openAccounts(await open());
      const { accessToken } = await signUpAs('Ben');
      const [head = '', body = '', signature = ''] = accessToken.split('.');
      const header = decode(head);
      const claims = decode(body);
      const { keys } = await authentication.jwks();
      const published = keys.find((key) => key.kid === header['kid']);
      const other = generateKeyPairSync('ed25519').privateKey;
      const signedBy = (key: typeof other, changed: object, content: object): string => {
        const text = `${encode({ ...header, ...changed })}.${encode(content)}`;
        return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
      };
      const macWithPublicKey = `${encode({ ...header, alg: 'HS256' })}.${body}`;
      const forged: Record<string, string> = {
        nothing: '',
        'no JWT': 'abc',
        'two parts': `${head}.${body}`,
        'four parts': `${accessToken}.x`,
        'no signature': `${head}.${body}.`,
        'alg none': `${encode({ ...header, alg: 'none' })}.${body}.`,
        'alg none with the signature': `${encode({ ...header, alg: 'none' })}.${body}.${signature}`,
        'HS256 with the public key': `${macWithPublicKey}.${createHmac(
          'sha256',
          Buffer.from(published?.x ?? '', 'base64url'),
        )
          .update(macWithPublicKey)
          .digest('base64url')}`,
        'other claims': `${head}.${encode({ ...claims, sub: createId() })}.${signature}`,
        'another key under the same name': signedBy(other, {}, claims),
        'another key under another name': signedBy(other, { kid: 'A'.repeat(22) }, claims),
        'a key brought along': signedBy(
          other,
          { jwk: createPublicKey(other).export({ format: 'jwk' }) },
          claims,
        ),
        'a path as name': signedBy(other, { kid: '../../etc/passwd' }, claims),
        'another type': signedBy(other, { typ: 'JWT' }, claims),
        'a very long one': `${head}.${body}.${'A'.repeat(10_000)}`,
        'no JSON': `${Buffer.from('{').toString('base64url')}.${body}.${signature}`,
        null: `${encode(null)}.${body}.${signature}`,
      };
      for (const [what, token] of Object.entries(forged))
        await refused(authentication.authenticate(token), 'unauthenticated').catch((error: unknown) =>
          assert.fail(`${what}: ${String(error)}`),
        );
    },
  );

  test(`${name}: the right key makes no access token of what is none`, { skip: missing }, async () => {
    const database = await open();
    const { signUpAs, authentication } = await openAccounts(database);
    const { accessToken } = await signUpAs('Cai');
    const [header, claims] = accessToken.split('.').slice(0, 2).map(decode);
    const row = await database.system
      .selectFrom('signing_keys')
      .select('private_key')
      .where('id', '=', String(header?.['kid']))
      .executeTakeFirstOrThrow();
    const signed = (head: object, body: object): string => {
      const content = `${encode({ ...header, ...head })}.${encode({ ...claims, ...body })}`;
      return `${content}.${sign(null, Buffer.from(content), row.private_key).toString('base64url')}`;
    };
    await authentication.authenticate(signed({}, { more: 1 }));
    const heads = [{ typ: 'JWT' }, { typ: undefined }, { alg: 'none' }, { alg: 'HS256' }, { crit: ['exp'] }];
    const bodies = [
      { iss: 'https://evil.example' },
      { aud: 'other' },
      { aud: ['fechatter'] },
      { sub: 'admin' },
      { sid: null },
      { exp: '9999999999' },
      { exp: undefined },
      { ws: '' },
      { ws: null },
    ];
    for (const head of heads) await refused(authentication.authenticate(signed(head, {})), 'unauthenticated');
    for (const body of bodies)
      await refused(authentication.authenticate(signed({}, body)), 'unauthenticated');
    await refused(authentication.authenticate(signed({}, { exp: 1 })), 'token_expired');
  });

  test(`${name}: a token of a server with another address is not accepted`, { skip: missing }, async () => {
    const database = await open();
    const { signUpAs } = await openAccounts(database);
    const { accessToken } = await signUpAs('Cat');
    const elsewhere = new Authentication({ database, issuer: 'https://other.example.com' });
    await elsewhere.start();
    await refused(elsewhere.authenticate(accessToken), 'unauthenticated');
    await elsewhere.close();
  });

  test(
    `${name}: keys are changed after 30 days, and what the old one signed stays good until it expires`,
    { skip: missing },
    async () => {
      const database = await open();
      const clock = { now: Date.now() };
      const { handlers, signUpAs, authentication } = await openAccounts(database, { clock });
      const first = await signUpAs('Dan');
      const keyOf = (token: string): unknown => decode(token.split('.')[0])['kid'];
      const key = await database.system
        .selectFrom('signing_keys')
        .selectAll()
        .where('id', '=', String(keyOf(first.accessToken)))
        .executeTakeFirstOrThrow();
      // A token signed in the last moment of the key.
      clock.now = key.retires_at.getTime() - 1_000;
      const last = await signUpAs('Eve');
      assert.equal(keyOf(last.accessToken), key.id);
      clock.now += 2_000;
      const next = await handlers['auth.refresh'](
        { requestId: '', ip: '', userAgent: '', origin: null },
        { body: { refreshToken: last.refreshToken } },
      );
      assert.notEqual(keyOf(next.accessToken), key.id);
      await authentication.removeExpired();
      await authentication.authenticate(last.accessToken);
      const other = new Authentication({ database, issuer: publicUrl, now: () => clock.now });
      await other.start();
      await other.authenticate(last.accessToken);
      await other.authenticate(next.accessToken);
      await other.close();
      clock.now += 3_600_000;
      await authentication.removeExpired();
      assert.deepEqual(
        await database.system.selectFrom('signing_keys').select('id').where('id', '=', key.id).execute(),
        [],
      );
    },
  );
});
