import { once } from 'node:events';
import { createServer } from 'node:net';

/** Fixed ports lie below the range from which the system takes ports for outgoing connections. */
const lowest = 20_000;
const highest = 32_000;

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    const server = createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return port;
    } catch {
      continue;
    } finally {
      server.close();
    }
  }
}
