// A peer: ws, as its documentation broadcasts.
import { once } from 'node:events';
import { createId } from '@fechatter/protocol';
import { WebSocket, WebSocketServer } from 'ws';
import { freePort } from '../../test/services/free-port.ts';
import { webSocket } from '../clients/openings.ts';
import { serve } from '../measure/child.ts';
import { processFigures } from '../measure/process-figures.ts';
import { listenForOrders } from './control.ts';
import { messageEvent } from './event.ts';
import type { StreamServer } from './streams.ts';

let server: WebSocketServer | undefined;
const channelId = createId();
const authorId = createId();

function publish(number: number): void {
  const text = Buffer.from(JSON.stringify(messageEvent(number, number, channelId, authorId)));
  for (const client of server?.clients ?? [])
    if (client.readyState === WebSocket.OPEN) client.send(text, { binary: false });
}

serve<StreamServer>({
  listen: async (streams) => {
    const port = await freePort();
    server = new WebSocketServer({ port, host: '127.0.0.1', backlog: 4_096 });
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.send('hello');
    });
    await once(server, 'listening');
    return {
      port,
      control: await listenForOrders(publish),
      openings: Array.from({ length: streams }, () => webSocket),
    };
  },
  readers: () => server?.clients.size ?? 0,
  ...processFigures,
});
