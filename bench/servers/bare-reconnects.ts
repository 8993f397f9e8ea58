// The floor of a reconnect: node:http that checks a token with HS256, and writes what was missed and the mark where
// live begins in one piece, from memory, encoded once.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { createId } from '@fechatter/protocol';
import { freePort } from '../../test/services/free-port.ts';
import { serve } from '../measure/child.ts';
import { processFigures } from '../measure/process-figures.ts';
import { messageEvent } from './event.ts';

const key = crypto.getRandomValues(new Uint8Array(32));
const sockets = new Set<Socket>();
const frames: Buffer[] = [];
const [channelId, authorId] = [createId(), createId()];

const signature = (content: string): Buffer => createHmac('sha256', key).update(content).digest();

function tokenOf(person: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: person, exp: 9_999_999_999 })}`;
  return `${content}.${signature(content).toString('base64url')}`;
}

function isValid(token: string): boolean {
  const end = token.lastIndexOf('.');
  const given = Buffer.from(token.slice(end + 1), 'base64url');
  const expected = signature(token.slice(0, end));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const server = createServer((request, response) => {
  if (!isValid(request.headers.authorization?.slice('Bearer '.length) ?? '')) {
    response.writeHead(401).end();
    return;
  }
  const socket = response.socket!;
  response.useChunkedEncodingByDefault = false;
  response.removeHeader('transfer-encoding');
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
  response.flushHeaders();
  socket.setNoDelay(true);
  socket.setTimeout(0);
  const from = Number(request.headers['last-event-id'] ?? frames.length);
  socket.write(
    Buffer.concat([
      Buffer.from('event: hello\ndata: {"cursorPrefix":""}\n\n'),
      ...frames.slice(from),
      Buffer.from('event: live\ndata: {}\n\n'),
    ]),
  );
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  socket.on('error', () => undefined);
});

const methods = {
  listen: async (people: number) => {
    const port = await freePort();
    server.listen({ port, host: '127.0.0.1', backlog: 4_096 });
    await once(server, 'listening');
    return { port, tokens: Array.from({ length: people }, (_, person) => tokenOf(person)) };
  },
  say: (messages: number): void => {
    for (let number = 1; number <= messages; number += 1) {
      const event = messageEvent(frames.length + 1, number, channelId, authorId);
      const frame = Buffer.from(`event: ${event.type}\nid: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
      frames.push(frame);
      for (const socket of sockets) socket.write(frame);
    }
  },
  readers: () => sockets.size,
  ...processFigures,
};

export type BareReconnects = typeof methods;

serve(methods);
