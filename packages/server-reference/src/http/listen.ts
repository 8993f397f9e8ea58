import { getRequestListener } from '@hono/node-server';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { API_PREFIX, type Api } from './exchange.ts';
import { answerOnNode } from './node-exchange.ts';

/** What is served. */
export interface Application {
  readonly api: Api;
  /** Answers everything else. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** An HTTP application on a port of this machine. */
export interface Listening {
  readonly port: number;
  /** Takes no new connection, lets requests finish for so long, and closes what is left. */
  stop(graceMilliseconds: number): Promise<void>;
}

/** Connections that may wait to be accepted: a whole audience that comes back at once. */
const BACKLOG = 4_096;
/** While it stops, connections whose request is answered are closed this often. */
const SWEEP_MS = 100;

/**
 * Serves an application. `port` 0 takes any free one.
 *
 * @param options.application - Asked for with each request: until there is one, whoever comes is told to come again.
 */
export async function listen(options: {
  readonly application: () => Application | null;
  readonly hostname: string;
  readonly port: number;
}): Promise<Listening> {
  const { application } = options;
  const onFetch = getRequestListener((request) => application()?.fetch(request) ?? tooEarly(), {
    overrideGlobalObjects: false,
  });
  // Browsers connect ahead of need. To Node a connection that has asked for nothing yet is no idle one.
  const unused = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    unused.delete(incoming.socket);
    const api = incoming.url?.startsWith(API_PREFIX) ? application()?.api : undefined;
    if (api) answerOnNode(api, incoming, outgoing);
    else void onFetch(incoming, outgoing);
  });
  // One function for all of them: there may be ten thousand.
  function forget(this: Socket): void {
    unused.delete(this);
  }
  server.on('connection', (socket: Socket) => unused.add(socket.on('close', forget)));
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
      for (const socket of unused) if (socket.bytesRead === 0) socket.destroy();
      const sweeping = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      const cut = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
      await closed;
      clearInterval(sweeping);
      clearTimeout(cut);
    },
  };
}

const tooEarly = (): Response => new Response(null, { status: 503, headers: { 'retry-after': '1' } });
