import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from '../../test/services/free-port.ts';

/** Listens for orders to publish: each byte is one message. A line of its own, so that no protocol is measured but that of the readers. */
export async function listenForOrders(publish: (message: number) => void): Promise<number> {
  let published = 0;
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('data', (orders) => {
      for (let at = 0; at < orders.length; at += 1) publish((published += 1));
    });
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return port;
}
