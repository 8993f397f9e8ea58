// The floor: an event stream over node:http with nothing behind it. What is published in one turn of the event
// loop is merged, and written to each socket in one call.
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { createId } from '@fechatter/protocol';
import { freePort } from '../../test/services/free-port.ts';
import { plainStream } from '../clients/openings.ts';
import { serve } from '../measure/child.ts';
import { processFigures } from '../measure/process-figures.ts';
import { listenForOrders } from './control.ts';
import { messageEvent } from './event.ts';
import type { StreamServer } from './streams.ts';

const sockets = new Set<Socket>();
const channelId = createId();
const authorId = createId();
let pending: Buffer[] = [];

function publish(number: number): void {
  const event = messageEvent(number, number, channelId, authorId);
  pending.push(Buffer.from(`event: ${event.type}\nid: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`));
  if (pending.length > 1) return;
  setImmediate(() => {
    const bytes = pending.length === 1 ? pending[0]! : Buffer.concat(pending);
    pending = [];
    for (const socket of sockets) socket.write(bytes);
  });
}

const server = createServer((_, response) => {
  const socket = response.socket!;
  response.useChunkedEncodingByDefault = false;
  response.removeHeader('transfer-encoding');
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
  response.flushHeaders();
  socket.setNoDelay(true);
  socket.setTimeout(0);
  socket.write('event: hello\ndata: {}\n\n');
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  socket.on('error', () => undefined);
});

serve<StreamServer>({
  listen: async (streams) => {
    const port = await freePort();
    server.listen({ port, host: '127.0.0.1', backlog: 4_096 });
    await once(server, 'listening');
    return {
      port,
      control: await listenForOrders(publish),
      openings: Array.from({ length: streams }, () => plainStream),
    };
  },
  readers: () => sockets.size,
  ...processFigures,
});
