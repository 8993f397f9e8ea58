import { createAdaptorServer } from '@hono/node-server';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP application on a port of this machine. */
export interface Listening {
  readonly port: number;
  /** Takes no new connection, lets requests finish for so long, and closes what is left. */
  stop(graceMilliseconds: number): Promise<void>;
}

/** Connections that may wait to be accepted: a whole audience that comes back at once. */
const BACKLOG = 4_096;

/** Serves a fetch handler. `port` 0 takes any free one. */
export async function listen(options: {
  readonly fetch: (request: Request, env: object) => Response | Promise<Response>;
  readonly hostname: string;
  readonly port: number;
}): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: options.fetch,
    overrideGlobalObjects: false,
    createServer,
  }) as Server;
  // A client that sends its headers or body drop by drop is cut off.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: options.port, host: options.hostname, backlog: BACKLOG }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: async (graceMilliseconds) => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
      await closed;
      clearTimeout(cut);
    },
  };
}
