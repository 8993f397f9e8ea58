import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeSink } from '../../../src/realtime/node-sink.ts';
import type { Sink } from '../../../src/realtime/sink.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A client at a socket, and the sink that writes to it. */
async function openStream(after: (stop: () => void) => void, more = '') {
  const opened = Promise.withResolvers<Sink>();
  const server = createServer((_, response) => {
    if (response.socket)
      opened.resolve(nodeSink(response, response.socket, { 'content-type': 'text/event-stream' }));
  });
  after(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  after(() => client.destroy());
  let text = '';
  client.on('data', (chunk) => (text += chunk.toString()));
  client.write(`GET / HTTP/1.1\r\nhost: test\r\n\r\n${more}`);
  const sink = await opened.promise;
  const closed = new Promise<void>((resolve) => {
    sink.onClose(resolve);
  });
  const until = async (part: string): Promise<void> => {
    while (!text.includes(part)) await delay(5);
  };
  return { client, sink, closed, until, text: () => text };
}

const withinSeconds = { timeout: 10_000 };

test('what is written arrives as it is, after the head', withinSeconds, async (t) => {
  const { sink, until, text } = await openStream((stop) => t.after(stop));
  sink.write(bytes('one\n\n'));
  sink.write(bytes('two\n\n'));
  await until('two\n\n');
  const [head = '', body] = text().split('\r\n\r\n');
  assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(head, /content-type: text\/event-stream/i);
  assert.doesNotMatch(head, /transfer-encoding|content-length/i);
  assert.equal(body, 'one\n\ntwo\n\n');
});

test(
  'a client that goes away is noticed, whether it closes, half-closes or is cut off',
  withinSeconds,
  async (t) => {
    for (const leave of [
      (client: Socket) => client.destroy(),
      (client: Socket) => client.end(),
      (client: Socket) => client.resetAndDestroy(),
    ]) {
      const { client, sink, closed } = await openStream((stop) => t.after(stop));
      sink.write(bytes('one\n\n'));
      leave(client);
      await closed;
      assert.equal(sink.write(bytes('late\n\n')), true, 'a write after the end is no error');
    }
  },
);

test('what a client still sends is thrown away, and harms nothing', withinSeconds, async (t) => {
  const { client, sink, until } = await openStream(
    (stop) => t.after(stop),
    'GET /pipelined HTTP/1.1\r\nhost: test\r\n\r\n',
  );
  client.write('no HTTP at all \u0000\r\n\r\n'.repeat(10_000));
  await delay(50);
  sink.write(bytes('still here\n\n'));
  await until('still here');
});

test('a slow client is waited for, and told of when it drains', withinSeconds, async (t) => {
  const { client, sink, until } = await openStream((stop) => t.after(stop));
  client.pause();
  const piece = bytes('x'.repeat(1_000_000));
  let drained = 0;
  sink.onDrain(() => (drained += 1));
  while (sink.write(piece)) await delay(0);
  client.resume();
  while (drained === 0) await delay(5);
  sink.write(bytes('end\n\n'));
  await until('end\n\n');
});

test('the end of a stream is the end of its connection, with the last bytes', withinSeconds, async (t) => {
  const { client, sink, closed, text } = await openStream((stop) => t.after(stop));
  sink.write(bytes('last\n\n'));
  sink.end();
  await once(client, 'end');
  assert.ok(text().endsWith('last\n\n'));
  client.end();
  await closed;
});
