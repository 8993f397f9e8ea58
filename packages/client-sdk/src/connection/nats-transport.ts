import type { NatsStream } from '@fechatter/protocol';
import type { Environment } from '../environment/environment.ts';
import { AbortedError } from '../errors/aborted-error.ts';
import { NetworkError } from '../errors/network-error.ts';
import type { HttpClient } from '../http/http-client.ts';
import { createNatsAuthenticator } from './nats-authenticator.ts';
import { connectNats, type NatsConnection } from './nats-client.ts';
import type { BetterTransport } from './nats-upgrade.ts';
import { createReader } from './sse-transport.ts';
import type { Transport, TransportHandlers } from './transport.ts';

/** NATS, for whom it is offered. */
export const createNats = (http: HttpClient, environment: Environment): BetterTransport => ({
  transport: createNatsTransport(http, environment),
  reach: (url, signal) => reach(url, environment, signal),
});

/** What stands before each piece of the stream: its number. */
const COUNTER_BYTES = 4;
/** The server is told that we are here when something comes, but not more often than this. */
const HERE_MS = 8_000;
const CONNECT_MS = 5_000;
const GOODBYE_MS = 1_000;

/**
 * The event stream over NATS. When to connect again is decided by the connection machine alone, so of the
 * client's own ways to keep a connection none is used: it makes ten attempts and gives up for good, and takes
 * four minutes to notice a dead peer.
 */
function createNatsTransport(http: HttpClient, environment: Environment): Transport {
  return {
    async open({ workspaceId, cursor, accessToken }, signal, handlers) {
      const stream = await http.call(
        'events.nats',
        { path: { workspaceId }, body: { cursor } },
        { token: accessToken, signal, tries: 1 },
      );
      const authenticator = createNatsAuthenticator(stream.jwt, stream.seed);
      const connection = await connectNats({
        servers: stream.url,
        authenticator,
        timeout: CONNECT_MS,
        reconnect: false,
        pingInterval: 15_000,
        maxPingOut: 1,
        noEcho: true,
        ignoreClusterUpdates: true,
      }).catch((error: unknown) => {
        throw new NetworkError('The NATS server cannot be reached', { cause: error });
      });
      try {
        await follow(connection, stream, signal, handlers, environment);
      } finally {
        leave(connection, stream, environment);
      }
    },
  };
}

/** Says goodbye, if that can still be said, and closes. */
function leave(connection: NatsConnection, { control }: NatsStream, { clock }: Environment): void {
  if (connection.isClosed()) return;
  connection.publish(control, 'bye');
  let cancel = (): void => {};
  const late = new Promise<void>((resolve) => (cancel = clock.after(GOODBYE_MS, resolve)));
  void Promise.race([connection.flush(), late])
    .catch(() => {})
    .then(() => {
      cancel();
      return connection.close();
    });
}

/** Hands on what comes until the stream ends. */
function follow(
  connection: NatsConnection,
  stream: NatsStream,
  signal: AbortSignal,
  handlers: TransportHandlers,
  { clock }: Environment,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => end(new AbortedError());
    const end = (error: Error | null): void => {
      subscription.unsubscribe();
      signal.removeEventListener('abort', abort);
      if (error === null) resolve();
      else reject(error);
    };
    const read = createReader(handlers);
    let expected = 0;
    let toldAt = clock.now();
    const subscription = connection.subscribe(stream.subject, {
      callback: (error, { data }) => {
        if (signal.aborted) return;
        if (error !== null) return end(new NetworkError('The stream cannot be heard', { cause: error }));
        if (data.byteLength <= COUNTER_BYTES) return end(null);
        const count = new DataView(data.buffer, data.byteOffset).getUint32(0);
        // C11: what was lost is had again from the cursor.
        if (count !== expected) return end(new NetworkError('A piece of the stream was lost'));
        expected += 1;
        read(data.subarray(COUNTER_BYTES));
        const now = clock.now();
        // One that closed meanwhile tells so itself.
        if (Math.abs(now - toldAt) < HERE_MS || connection.isClosed()) return;
        toldAt = now;
        connection.publish(stream.control, 'here');
      },
    });
    signal.addEventListener('abort', abort);
    if (signal.aborted) return abort();
    void connection.closed().then((error) => end(new NetworkError('The connection broke', { cause: error })));
    // The NATS server takes these in their order: the subject is heard when the server is told so.
    connection.publish(stream.control, 'ready');
  });
}

/**
 * Whether the listener of a NATS server can be reached from here: some networks let no WebSocket through.
 * Resolves when it greets.
 */
function reach(url: string, { clock }: Environment, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const settle = (reached: boolean): void => {
      cancel();
      signal.removeEventListener('abort', give);
      socket.close();
      resolve(reached);
    };
    const give = (): void => settle(false);
    const cancel = clock.after(CONNECT_MS, give);
    signal.addEventListener('abort', give);
    socket.addEventListener('message', () => settle(true));
    socket.addEventListener('error', give);
    socket.addEventListener('close', give);
  });
}
