import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { createId } from '@fechatter/protocol';
import { listen } from '../../../src/http/listen.ts';
import { makeChannel, openChat, sendMessage, snapshotOf } from '../../chat.ts';
import { openMemoryDatabase } from '../../harness.ts';
import { TestStream } from '../../stream.ts';

const database = await openMemoryDatabase();
const chat = await openChat(database);
const workspace = await chat.workspace();
const [ann = '', ben = ''] = workspace.people;
const channel = await makeChannel(chat, workspace);
const server = await listen({
  application: () => ({ api: chat.api, fetch: chat.app.fetch }),
  hostname: '127.0.0.1',
  port: 0,
});
const url = `http://127.0.0.1:${server.port}`;
const events = `/v1/workspaces/${workspace.id}/events`;
test.after(async () => {
  await chat.close();
  await server.stop(100);
  await database.close();
});

/** Speaks HTTP by hand, and collects what comes back. */
function speak(text: string): {
  readonly socket: Socket;
  readonly received: () => string;
  readonly closed: Promise<void>;
} {
  const socket = connect(server.port, '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (data: string) => {
    received += data;
  });
  const closed = new Promise<void>((resolve) =>
    socket.on('close', () => resolve()).on('error', () => undefined),
  );
  socket.write(text);
  return { socket, received: () => received, closed };
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 10) {
    assert.ok(waited < 10_000, 'did not come to pass in time');
    await delay(10);
  }
}

const get = (path: string, version = '1.1', more = ''): string =>
  `GET ${path} HTTP/${version}\r\nhost: x\r\nauthorization: Bearer ${ben}\r\n${more}\r\n`;

test('a stream over a real socket is one plain body until the connection ends', async () => {
  const response = await fetch(url + events, { headers: { authorization: `Bearer ${ben}` } });
  assert.deepEqual(
    [
      'content-type',
      'cache-control',
      'connection',
      'transfer-encoding',
      'content-length',
      'x-accel-buffering',
    ].map((header) => response.headers.get(header)),
    ['text/event-stream', 'no-store', 'close', null, null, 'no'],
  );
  assert.match(response.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  const stream = new TestStream(response.body!, '');
  await stream.next('live');
  const sent = await sendMessage(chat, workspace.id, channel, ann, 'x'.repeat(8_000));
  await stream.until(sent.version);
  await stream.close();
  await until(() => chat.hub.size === 0);
});

test('whatever is asked, a socket gets the same answer as a fetch handler gives', async () => {
  const typing = `/v1/workspaces/${workspace.id}/channels/${channel}/typing`;
  const json = { 'content-type': 'application/json' };
  const asked: readonly (readonly [
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
  ])[] = [
    ['/v1/capabilities', {}],
    ['/v1/capabilities', { method: 'HEAD' }],
    ['/v1/capabilities?more=1', {}],
    ['/v1/capabilities', { method: 'POST' }],
    ['/v1/capabilities', { method: 'OPTIONS', headers: { origin: 'https://elsewhere.test' } }],
    ['/v1/capabilities', { headers: { origin: 'https://elsewhere.test' } }],
    ['/v1/nothing', {}],
    [`/v1/workspaces/${workspace.id.toUpperCase()}/snapshot`, {}],
    [`/v1/workspaces/${workspace.id}/snapshot`, {}],
    [`/v1/workspaces/%41%zz/snapshot`, {}],
    [`/v1/workspaces/${workspace.id}/channels?limit=1&limit=2`, {}],
    [typing, { method: 'POST', headers: json, body: '{"typing":true}' }],
    [typing, { method: 'POST', headers: json, body: '{"typing":' }],
    [typing, { method: 'POST', headers: json }],
    [typing, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'typing' }],
    [typing, { method: 'POST', headers: json, body: JSON.stringify({ typing: 'x'.repeat(200_000) }) }],
    [events, { method: 'HEAD' }],
    [`${events}?cursor=nonsense`, {}],
    [`${events}?curser=1`, {}],
  ];
  for (const [path, init] of asked) {
    const request = { ...init, headers: { authorization: `Bearer ${ben}`, ...init.headers } };
    const [here, there] = [await chat.app.request(path, request), await fetch(url + path, request)];
    const told = async (response: Response) => ({
      status: response.status,
      body: (await response.text()).replace(/"(?:requestId|cursor)":"[^"]+"/g, ''),
      headers: [...response.headers].filter(
        ([name]) =>
          ![
            'x-request-id',
            'date',
            'connection',
            'keep-alive',
            'content-length',
            'transfer-encoding',
          ].includes(name),
      ),
    });
    assert.deepEqual(await told(there), await told(here), `${init.method ?? 'GET'} ${path}`);
    assert.match(there.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  }
});

test('an answer of some length is compressed for whoever takes that, and is the same', async () => {
  for (let count = 0; count < 30; count += 1)
    await sendMessage(chat, workspace.id, channel, ann, `message ${count}: ${'and so on '.repeat(10)}`);
  const ask = async (path: string, more: Record<string, string>) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpGet(url + path, { headers: { authorization: `Bearer ${ben}`, ...more } }, resolve).on(
        'error',
        reject,
      );
    });
    const body = Buffer.concat(await response.toArray());
    assert.equal(Number(response.headers['content-length']), body.length);
    return { headers: response.headers, body };
  };
  const page = `/v1/workspaces/${workspace.id}/timelines/${channel}/messages`;
  const plain = await ask(page, {});
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.equal(plain.headers.vary, 'Origin, Accept-Encoding');
  for (const accepted of ['gzip', 'br, gzip;q=0.5', 'deflate,gzip']) {
    const packed = await ask(page, { 'accept-encoding': accepted });
    assert.equal(packed.headers['content-encoding'], 'gzip', accepted);
    assert.equal(packed.headers.vary, 'Origin, Accept-Encoding');
    assert.deepEqual(gunzipSync(packed.body), plain.body);
    assert.ok(packed.body.length < plain.body.length / 4);
  }
  for (const refused of ['gzip;q=0', 'gzip; q=0.0, br', 'br', 'xgzip', ''])
    assert.deepEqual((await ask(page, { 'accept-encoding': refused })).body, plain.body, refused);
  const short = await ask(`/v1/workspaces/${workspace.id}/me`, { 'accept-encoding': 'gzip' });
  assert.equal(short.headers['content-encoding'], undefined, 'a short one is in one packet anyway');
});

test('HTTP/1.0 gets the same bytes', async () => {
  const { socket, received } = speak(get(events, '1.0'));
  await until(() => received().includes('event: live'));
  assert.match(received(), /^HTTP\/1\.1 200 OK\r\n/);
  assert.doesNotMatch(received(), /chunked/i);
  assert.match(received().split('\r\n\r\n')[1] ?? '', /^event: hello\n/);
  socket.destroy();
  await until(() => chat.hub.size === 0);
});

test('a stream opens behind another request of the same connection, waiting for it or not', async () => {
  const kept = speak(get('/v1/capabilities'));
  await until(() => kept.received().includes('transports'));
  kept.socket.write(get(events));
  await until(() => kept.received().includes('event: live'));
  kept.socket.destroy();
  const piped = speak(get(`/v1/workspaces/${workspace.id}/snapshot`) + get(events));
  await until(() => piped.received().includes('event: live'));
  assert.ok(piped.received().indexOf('"cursor"') < piped.received().indexOf('event: hello'));
  piped.socket.destroy();
  await until(() => chat.hub.size === 0);
});

test('what is sent behind a stream does not get between its frames', async () => {
  const { socket, received } = speak(get(events));
  await until(() => received().includes('event: live'));
  socket.write(get('/v1/capabilities'));
  const sent = await sendMessage(chat, workspace.id, channel, ann, 'after');
  await until(() => received().includes(sent.id));
  assert.doesNotMatch(received(), /transports/);
  socket.destroy();
  await until(() => chat.hub.size === 0);
});

test('a client that is gone before its stream is open leaves nothing behind', async () => {
  for (let at = 0; at < 20; at += 1) {
    const { socket } = speak(get(events));
    await delay(at / 4);
    socket.destroy();
  }
  await delay(300);
  await until(() => chat.hub.size === 0);
  const streams = await Promise.all(
    Array.from({ length: 20 }, () => fetch(url + events, { headers: { authorization: `Bearer ${ben}` } })),
  );
  assert.ok(streams.every((response) => response.status === 200));
  for (const response of streams) await response.body?.cancel();
  await until(() => chat.hub.size === 0);
  assert.deepEqual(chat.errors, []);
});

test('a body without a declared length is read up to the limit only', async () => {
  const path = `/v1/workspaces/${workspace.id}/channels/${channel}/typing`;
  const head = `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ben}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
  const small = speak(`${head}f\r\n{"typing":true}\r\n0\r\n\r\n`);
  await until(() => small.received().startsWith('HTTP/1.1 204'));
  small.socket.destroy();
  const { socket, received, closed } = speak(head);
  const piece = `1000\r\n${'x'.repeat(4_096)}\r\n`;
  let written = 0;
  while (!received() && written < 50_000_000 && !socket.destroyed) {
    if (!socket.write(piece))
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed, delay(100)]);
    written += piece.length;
    await delay(0);
  }
  await until(() => received().includes('payload_too_large'));
  assert.ok(written < 5_000_000, `took ${written} bytes`);
  socket.destroy();
  const declared = speak(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ben}\r\ncontent-type: application/json\r\ncontent-length: 100000000\r\n\r\n`,
  );
  await until(() => declared.received().includes('payload_too_large'));
  declared.socket.destroy();
});

test('a reader that takes nothing is cut off, costs little, and resumes where it was', async () => {
  const { cursor } = await snapshotOf(chat, workspace.id, ben);
  const socket = connect(server.port, '127.0.0.1');
  socket.pause();
  socket.write(get(events, '1.1', `last-event-id: ${cursor}\r\n`));
  await until(() => chat.hub.size === 1);
  const text = '\u{1f600}'.repeat(8_000);
  const before = process.memoryUsage().arrayBuffers;
  let last = 0;
  // Far more than sockets and backlog hold.
  for (let round = 0; round < 40 && chat.hub.size > 0; round += 1) {
    for (const message of await Promise.all(
      Array.from({ length: 20 }, () => sendMessage(chat, workspace.id, channel, ann, text)),
    ))
      last = Math.max(last, message.version);
  }
  await until(() => chat.hub.size === 0);
  assert.ok(process.memoryUsage().arrayBuffers - before < 150_000_000);
  const chunks: Buffer[] = [];
  socket.on('data', (data: Buffer) => chunks.push(data)).on('error', () => undefined);
  const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.resume();
  await ended;
  const ids = [
    ...Buffer.concat(chunks)
      .toString()
      .matchAll(/\nid: (\d+)\ndata: .*\n\n/g),
  ].map((match) => Number(match[1]));
  const resumeAt = cursor.replace(/\d+$/, String(ids.at(-1) ?? Number(/\d+$/.exec(cursor)?.[0])));
  const response = await fetch(url + events, {
    headers: { authorization: `Bearer ${ben}`, 'last-event-id': resumeAt },
  });
  const stream = new TestStream(response.body!, resumeAt);
  await stream.until(last);
  const all = [...ids, ...stream.logged.map((event) => event.seq)];
  assert.deepEqual(
    all,
    Array.from({ length: all.length }, (_, at) => all[0]! + at),
  );
  await stream.close();
  await until(() => chat.hub.size === 0);
});

test('the server stops while streams are open, whether they read or not', async () => {
  const other = await openChat(database);
  const second = await listen({
    application: () => ({ api: other.api, fetch: other.app.fetch }),
    hostname: '127.0.0.1',
    port: 0,
  });
  const response = await fetch(`http://127.0.0.1:${second.port}${events}`, {
    headers: { authorization: `Bearer ${ben}` },
  });
  const stream = new TestStream(response.body!, '');
  await stream.next('live');
  await other.close();
  const start = performance.now();
  await second.stop(3_000);
  await stream.end();
  assert.equal(stream.events.at(-1)?.type, 'goodbye');
  assert.ok(performance.now() - start < 2_900);
  assert.equal(createId().length, 36);
});

test('the server finishes what was asked before it stops, and waits for no connection on which nothing is', async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const second = await listen({
    application: () => ({
      api: chat.api,
      fetch: () => {
        asked.resolve();
        return answer.promise;
      },
    }),
    hostname: '127.0.0.1',
    port: 0,
  });
  const unused = connect(second.port, '127.0.0.1');
  const unusedEnded = once(unused, 'close');
  const busy = connect(second.port, '127.0.0.1').setEncoding('utf8');
  const busyEnded = once(busy, 'close');
  let received = '';
  busy.on('data', (data: string) => (received += data));
  busy.write('GET /page HTTP/1.1\r\nhost: x\r\n\r\n');
  await asked.promise;
  const start = performance.now();
  const stopped = second.stop(5_000);
  await unusedEnded;
  answer.resolve(new Response('the page'));
  await stopped;
  await busyEnded;
  assert.match(received, /the page/);
  assert.ok(performance.now() - start < 4_000);
});
