import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createId,
  endpoints,
  errorCodes,
  eventStream,
  expandPath,
  type Endpoint,
  type RouteName,
} from '@fechatter/protocol';
import { Problem, contract, type Route } from '@fechatter/protocol/schemas';
import { makeChannel, openChat, sendMessage } from '../../chat.ts';
import { openMemoryDatabase, withoutSecondWall } from '../../harness.ts';

// What the contract promises has to hold without the second wall too.
const database = await withoutSecondWall(await openMemoryDatabase());
const chat = await openChat(database, { allowedOrigins: ['https://app.example.com'] });
const workspace = await chat.workspace(['owner', 'member']);
const [ann = '', ben = ''] = workspace.people;
const channel = await makeChannel(chat, workspace);
const message = await sendMessage(chat, workspace.id, channel, ann, 'hello');
test.after(async () => {
  await chat.close();
  await database.close();
});

const routes: readonly (Endpoint & { readonly name: string; readonly route: Route })[] = [
  ...(Object.keys(endpoints) as RouteName[]).map((name) => ({
    name,
    ...(endpoints[name] as Endpoint),
    route: contract[name],
  })),
  { name: 'events', ...eventStream, route: { summary: '', output: null, errors: [] } },
];
/** Of routes whose body has a kind, one that it takes. */
const kinds: Readonly<Record<string, string>> = {
  'messages.send': 'text',
  'reports.create': 'user',
  'reports.resolve': 'handled',
};
/** Of routes whose body has one of several forms, what that kind is made of. */
const unions: Readonly<Record<string, object>> = {
  'channels.create': { id: 0, kind: 0, memberIds: 0 },
  'appKeys.create': { id: 0, kind: 0, memberIds: 0 },
  'reports.create': { id: 0, kind: 0, userId: 0, reason: 0 },
};
const values = {
  workspaceId: workspace.id,
  userId: ben,
  channelId: channel,
  timelineId: channel,
  messageId: message.id,
  inviteId: createId(),
  appKeyId: createId(),
  reportId: createId(),
  savedSearchId: createId(),
  code: 'a'.repeat(32),
};
const address = (path: string, changes: Partial<typeof values> = {}): string =>
  `http://chat.test${expandPath(path, { ...values, ...changes })}`;
/** Fetches as a browser would, without a network. */
const ask = (url: string, init?: RequestInit): Promise<Response> =>
  Promise.resolve(chat.app.request(url, init));
const bearer = { authorization: `Bearer ${ann}` };
const json = { 'content-type': 'application/json' };

/** Every error is a problem with a code of the contract, the id of the request, and nothing of the server's insides. */
async function problemOf(response: Response, status: number, code: keyof typeof errorCodes): Promise<string> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  const problem = Problem.parse(JSON.parse(text));
  assert.deepEqual(
    [problem.code, problem.status, problem.retryable, problem.title],
    [code, status, errorCodes[code].retryable, errorCodes[code].title],
  );
  assert.equal(response.headers.get('x-request-id'), problem.requestId);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  return text;
}

for (const { name, method, path, access, route } of routes) {
  if (access !== 'public') {
    test(`${name}: without a token that holds it tells nothing but that`, async () => {
      for (const headers of [
        {},
        { authorization: '' },
        { authorization: 'Bearer' },
        { authorization: 'Bearer x y' },
        { authorization: `Basic ${ann}` },
        { authorization: 'Bearer nonsense' },
      ]) {
        const response = await ask(address(path, { workspaceId: 'no id' }), {
          method,
          headers: { ...headers, ...json },
          ...(method !== 'GET' && { body: '{' }),
        });
        assert.equal(response.headers.get('www-authenticate'), 'Bearer');
        await problemOf(response, 401, 'unauthenticated');
      }
    });
  }

  const [pathName] = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  if (pathName !== undefined) {
    test(`${name}: an id in the path that is none is named as the wrong field`, async () => {
      for (const wrong of [
        'x',
        ...(pathName === 'code'
          ? []
          : [createId().toUpperCase(), `${createId()}x`, '00000000-0000-4000-8000-000000000000']),
        '%00',
        "' or 1=1",
        '../..',
        '\u{1f600}',
      ]) {
        const expanded = `http://chat.test${expandPath(path, { ...values, [pathName]: wrong })}`;
        const response = await ask(expanded, {
          method,
          headers: { ...bearer, ...(route.body && json) },
          ...(route.body && { body: '{}' }),
        });
        const text = await problemOf(response, 400, 'invalid_request');
        assert.match(text, new RegExp(`"field":"path\\.${pathName}"`));
      }
    });
  }

  test(`${name}: an unknown query is refused`, async () => {
    const response = await ask(`${address(path)}?surprise=1&__proto__=1`, {
      method,
      headers: { ...bearer, ...(route.body && json) },
      ...(route.body && { body: '{}' }),
    });
    const text = await problemOf(response, 400, 'invalid_request');
    assert.match(text, /query\.surprise/);
  });

  test(`${name}: another method is refused, and the right ones are named`, async () => {
    const allowed = routes.filter((other) => other.path === path).map((other) => other.method as string);
    for (const other of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'].filter(
      (candidate) => !allowed.includes(candidate),
    )) {
      const response = await ask(address(path), { method: other, headers: bearer });
      assert.deepEqual(response.headers.get('allow')?.split(', ').toSorted(), allowed.toSorted());
      await problemOf(response, 405, 'method_not_allowed');
    }
  });

  if (access === 'workspace') {
    test(`${name}: the ids of another workspace lead nowhere`, async () => {
      const other = await chat.workspace(['owner']);
      const body = {
        id: createId(),
        text: 'x',
        kind: kinds[name] ?? 'group',
        userId: ben,
        reason: 'spam',
        memberIds: [ben],
        userIds: [ben],
        role: 'member',
        index: 1,
        unread: false,
        typing: true,
        connectionId: 'x',
        activity: 'active',
        until: null,
        name: 'x',
      };
      const known = route.body
        ? Object.keys((route.body as unknown as { shape?: object }).shape ?? unions[name] ?? {})
        : [];
      const sent = JSON.stringify(
        Object.fromEntries(Object.entries(body).filter(([key]) => known.includes(key))),
      );
      const init = { method, ...(route.body && { body: sent }) };
      const swap = (as: string, changes: Partial<typeof values>) =>
        ask(address(path, changes), {
          ...init,
          headers: { authorization: `Bearer ${as}`, ...(route.body && json) },
        });
      const missing = ['invites.', 'appKeys.', 'workspaces.update', 'workspaces.leave'].some((part) =>
        name.startsWith(part),
      );
      if (missing || name === 'presence.set') return;
      // A stranger in this workspace, and somebody who takes these ids into their own.
      await problemOf(await swap(other.people[0]!, {}), 404, 'not_found');
      if (/\{(channelId|timelineId|messageId|userId)\}/.test(path))
        await problemOf(await swap(other.people[0]!, { workspaceId: other.id }), 404, 'not_found');
      await problemOf(await swap(ann, { workspaceId: createId() }), 404, 'not_found');
    });
  }

  const { body } = route;
  if (body) {
    test(`${name}: a body that is not what it should be is refused, and says where`, async () => {
      const send = (content: BodyInit, headers: Record<string, string> = json) =>
        ask(address(path), { method, headers: { ...bearer, ...headers }, body: content });
      for (const content of [
        '',
        '{',
        'null',
        '[]',
        '1',
        '"x"',
        'true',
        '{"a":1,}',
        "{'a':1}",
        '\ufeff{}x',
        new Uint8Array([0x7b, 0xff, 0x7d]),
        '['.repeat(30_000),
      ]) {
        await problemOf(await send(content), 400, 'invalid_request');
      }
      const strange = await problemOf(
        await send('{"__proto__":{"admin":true},"constructor":1,"surprise":1}'),
        400,
        'invalid_request',
      );
      assert.match(strange, /body\.(surprise|kind)/);
      assert.equal(({} as { admin?: boolean }).admin, undefined);
      const many = await problemOf(
        await send(
          JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`f${at}`, 1]))),
        ),
        400,
        'invalid_request',
      );
      assert.ok(many.length < 10_000);
      const shape = (body as unknown as { shape?: Record<string, unknown> }).shape;
      for (const key of Object.keys(shape ?? {})) {
        const text = await problemOf(
          // No field takes a list of objects; `custom` takes any one object.
          await send(JSON.stringify({ [key]: [{ nonsense: [] }] })),
          400,
          'invalid_request',
        );
        assert.match(text, new RegExp(`body\\.${key}`));
      }
      await problemOf(await send(`{"x":"${'a'.repeat(70_000)}"}`), 413, 'payload_too_large');
      await problemOf(
        await send(`{"x":"${'a'.repeat(70_000)}"}`, { ...json, 'content-length': '70010' }),
        413,
        'payload_too_large',
      );
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/json; charset=latin1',
        'multipart/form-data; boundary=x',
        'application/jsonx',
      ]) {
        await problemOf(await send('{}', { 'content-type': type }), 415, 'unsupported_media_type');
      }
      await problemOf(
        await ask(address(path), {
          method,
          headers: bearer,
          body: new Uint8Array([0x7b, 0x7d]),
        }),
        415,
        'unsupported_media_type',
      );
      assert.notEqual(
        (await send('{}', { 'content-type': 'Application/JSON; charset="UTF-8"' })).status,
        415,
      );
    });
  }
}

test('a path that is no route is not found', async () => {
  for (const path of [
    '/v1',
    '/v1/',
    '/v1/nothing',
    '/v2/capabilities',
    '/v1/capabilities/',
    '//v1/capabilities',
    '/v1/workspaces/../capabilities/x',
  ]) {
    const response = await ask(`http://chat.test${path}`);
    assert.equal(response.status, 404, path);
    assert.equal(Problem.parse(await response.json()).code, 'not_found');
  }
});

test('pages of allowed origins may call, those of others may not, and no cookie is ever asked for', async () => {
  const url = 'http://chat.test/v1/capabilities';
  const allowed = await ask(url, { headers: { origin: 'https://app.example.com' } });
  assert.equal(allowed.status, 200);
  assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://app.example.com');
  assert.equal(allowed.headers.get('access-control-allow-credentials'), null);
  assert.equal(allowed.headers.get('vary'), 'Origin');
  const preflight = await ask(url, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    },
  });
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization/);
  assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /PATCH/);
  const failed = await ask('http://chat.test/v1/workspaces', {
    headers: { origin: 'https://app.example.com' },
  });
  assert.deepEqual(
    [failed.status, failed.headers.get('access-control-allow-origin')],
    [401, 'https://app.example.com'],
  );
  for (const origin of [
    'https://evil.example.com',
    'null',
    'https://app.example.com.evil.com',
    'http://app.example.com',
    'https://APP.example.com:444',
  ]) {
    // What is refused is the request itself, before any work, with an answer that the page can read.
    for (const method of ['GET', 'POST', 'DELETE']) {
      const denied = await ask(url, { method, headers: { origin } });
      await problemOf(denied.clone(), 403, 'origin_not_allowed');
      assert.equal(denied.headers.get('access-control-allow-credentials'), null);
    }
  }
  assert.equal((await ask(url, { headers: { origin: 'http://chat.test' } })).status, 200);
});

test('an error that nobody foresaw is `internal`, logged, and tells nothing of itself', async () => {
  chat.errors.length = 0;
  await database.system.schema.alterTable('message_edits').renameTo('message_edits_away').execute();
  const response = await ask(address('/v1/workspaces/{workspaceId}/messages/{messageId}/edits'), {
    headers: bearer,
  });
  await database.system.schema.alterTable('message_edits_away').renameTo('message_edits').execute();
  const text = await problemOf(response, 500, 'internal');
  assert.doesNotMatch(text, /message_edits|relation|select|\.ts/i);
  assert.equal(chat.errors.length, 1);
  assert.equal(chat.logged.at(-1)?.code, 'internal');
});

test('the log names routes, never what stands in a path', async () => {
  await ask('http://chat.test/v1/invites/verysecretinvitecode0/accept', { method: 'PUT' });
  await ask('http://chat.test/v1/invites/verysecretinvitecode0/x');
  await ask('http://chat.test/v1/invites/verysecretinvitecode0', { method: 'OPTIONS' });
  await ask('http://chat.test/v1/invites/verysecretinvitecode0', { headers: bearer });
  assert.doesNotMatch(JSON.stringify(chat.logged), /verysecret/);
});

test('HEAD asks for the headers of a read, and opens no stream', async () => {
  const response = await ask('http://chat.test/v1/capabilities', { method: 'HEAD' });
  assert.deepEqual([response.status, await response.text()], [200, '']);
  const stream = await ask(address(eventStream.path), { method: 'HEAD', headers: bearer });
  assert.equal(stream.status, 405);
  assert.equal(chat.hub.size, 0);
});
