// A peer: Socket.IO over WebSocket, as its documentation broadcasts.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createId } from '@fechatter/protocol';
import { Server } from 'socket.io';
import { freePort } from '../../test/services/free-port.ts';
import { socketIo } from '../clients/openings.ts';
import { serve } from '../measure/child.ts';
import { processFigures } from '../measure/process-figures.ts';
import { listenForOrders } from './control.ts';
import { messageEvent } from './event.ts';
import type { StreamServer } from './streams.ts';

const http = createServer();
// No heartbeats while it is measured: the reader answers none.
const io = new Server(http, { transports: ['websocket'], pingInterval: 600_000, serveClient: false });
const channelId = createId();
const authorId = createId();

function publish(number: number): void {
  const event = messageEvent(number, number, channelId, authorId);
  io.emit(event.type, event);
}

serve<StreamServer>({
  listen: async (streams) => {
    const port = await freePort();
    http.listen({ port, host: '127.0.0.1', backlog: 4_096 });
    await once(http, 'listening');
    return {
      port,
      control: await listenForOrders(publish),
      openings: Array.from({ length: streams }, () => socketIo),
    };
  },
  readers: () => io.of('/').sockets.size,
  ...processFigures,
});
