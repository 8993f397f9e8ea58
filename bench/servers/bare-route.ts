// The floor of a send over HTTP: node:http, a JSON body read and parsed, a JSON answer of the same size.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { freePort } from '../../test/services/free-port.ts';
import { serve } from '../measure/child.ts';
import { processFigures } from '../measure/process-figures.ts';
import { messageEvent } from './event.ts';
import { createId } from '@fechatter/protocol';

const { data } = messageEvent(1, 1, createId(), createId()) as { data: { message: object } };

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { id: string; text: string };
    const answer = JSON.stringify({ ...data.message, id: body.id, text: body.text });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer),
    });
    response.end(answer);
  });
});

// Connections wait for their turn while something else is measured.
server.keepAliveTimeout = 120_000;

const methods = {
  listen: async (): Promise<number> => {
    const port = await freePort();
    server.listen({ port, host: '127.0.0.1', backlog: 4_096 });
    await once(server, 'listening');
    return port;
  },
  ...processFigures,
};

export type BareRoute = typeof methods;

serve(methods);
