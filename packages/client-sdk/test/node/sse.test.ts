import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSseTransport, type StreamFrame } from '@fechatter/client-sdk';
import { createReader } from '../../src/connection/sse-transport.ts';
import { settle, TestClock, TestNetwork } from '@fechatter/client-sdk/testing';

interface Seen {
  readonly frames: StreamFrame[];
  readonly batches: number[];
  readonly malformed: unknown[];
  heard: number;
}

function reader(): { seen: Seen; read: (chunk: Uint8Array) => void } {
  const seen: Seen = { frames: [], batches: [], malformed: [], heard: 0 };
  const read = createReader({
    heard: () => (seen.heard += 1),
    frames: (frames) => {
      seen.frames.push(...frames);
      seen.batches.push(frames.length);
    },
    malformed: (error) => seen.malformed.push(error),
  });
  return { seen, read };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const typing = (userId: string): string =>
  JSON.stringify({ type: 'typing', data: { channelId: 'c', userId, typing: true } });
const request = { workspaceId: 'w', cursor: 'e.5', accessToken: 'token-1' };
const silent = { heard: () => {}, frames: () => {}, malformed: () => {} };
const transportWith = (
  fetch: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>,
): ReturnType<typeof createSseTransport> =>
  createSseTransport((path) => new URL(path, 'https://chat.example.com'), {
    clock: new TestClock(),
    network: new TestNetwork(),
    random: () => 0,
    onError: () => {},
    fetch,
  });
const eventStream = (body: ReadableStream<Uint8Array> | string): Response =>
  new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });

test('W1 frames are read whole wherever the chunks are cut, and with every kind of line ending', () => {
  const text = ['a', 'ü😀']
    .map((name, index) => `event: typing\nid: ${index + 1}\ndata: ${typing(name)}\n\n`)
    .join('');
  for (const ending of ['\n', '\r\n', '\r']) {
    const all = bytes(text.replaceAll('\n', ending));
    for (const size of [1, 2, 3, 7, 1_000]) {
      const { seen, read } = reader();
      for (let at = 0; at < all.length; at += size) read(all.slice(at, at + size));
      // A last CR may be the first half of a CRLF: what follows tells.
      if (ending === '\r') read(bytes(':\r'));
      assert.deepEqual(
        seen.frames.map(({ id, event }) => [id, event?.type === 'typing' && event.data.userId]),
        [
          [1, 'a'],
          [2, 'ü😀'],
        ],
        `${JSON.stringify(ending)} ${size}`,
      );
    }
  }
});

test('W1 comments and messages without data are a sign of life and nothing else', () => {
  const { seen, read } = reader();
  read(bytes(': keep-alive\n\nevent: x\n\nretry: 10abc\n\n'));
  assert.equal(seen.heard, 1);
  assert.deepEqual([seen.frames.length, seen.malformed.length], [0, 0]);
});

test('events that came together are handed on together', () => {
  const { seen, read } = reader();
  read(bytes(`data: ${typing('a')}\n\ndata: ${typing('b')}\n\ndata: ${typing('c')}`));
  read(bytes('\n\n'));
  assert.deepEqual(seen.batches, [2, 1]);
});

test('W4 what is no event of the protocol is reported and still counts as a frame', () => {
  const { seen, read } = reader();
  read(bytes('id: 4\ndata: {"type":\n\nid: 5\ndata: [1]\n\nid: 6\ndata: {"type":"toString","data":{}}\n\n'));
  assert.deepEqual(seen.frames, [
    { id: 4, event: null },
    { id: 5, event: null },
    { id: 6, event: null },
  ]);
  assert.equal(seen.malformed.length, 2);
});

test('W9 the token and the cursor go in headers, and no secret into the address', async () => {
  let url = '';
  let headers = new Headers();
  await transportWith(async (input, init) => {
    url = input instanceof URL ? input.href : '';
    headers = new Headers(init?.headers);
    return eventStream('');
  }).open(request, new AbortController().signal, silent);
  assert.equal(url, 'https://chat.example.com/v1/workspaces/w/events');
  assert.deepEqual([headers.get('authorization'), headers.get('last-event-id')], ['Bearer token-1', 'e.5']);
});

test('L1 a signal that is aborted already makes no request', async () => {
  let requests = 0;
  const transport = transportWith(async () => {
    requests += 1;
    return eventStream('');
  });
  await assert.rejects(transport.open(request, AbortSignal.abort(), silent), { code: 'aborted' });
  assert.equal(requests, 0);
});

test('L1 after an abort no handler is called and the body is let go of, also when fetch ignores its signal', async () => {
  let cancelled = false;
  let write = (_: string): void => {};
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      write = (text) => controller.enqueue(bytes(text));
    },
    cancel: () => {
      cancelled = true;
    },
  });
  const stop = new AbortController();
  let frames = 0;
  const open = transportWith(async () => eventStream(body)).open(request, stop.signal, {
    ...silent,
    frames: () => (frames += 1),
  });
  write(`data: ${typing('a')}\n\n`);
  await settle();
  stop.abort();
  await assert.rejects(open, { code: 'aborted' });
  assert.deepEqual([frames, cancelled], [1, true]);
});

test('W6 an answer that is no event stream is an error, not a silent connection', async () => {
  const transport = transportWith(
    async () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
  );
  await assert.rejects(transport.open(request, new AbortController().signal, silent), {
    code: 'invalid_response',
  });
});

test('a stream that the server ends resolves, and one that breaks rejects', async () => {
  await transportWith(async () => eventStream(': bye\n\n')).open(
    request,
    new AbortController().signal,
    silent,
  );
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
  await assert.rejects(
    transportWith(async () => eventStream(broken)).open(request, new AbortController().signal, silent),
    { code: 'network' },
  );
});
