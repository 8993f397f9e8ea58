import { readFileSync } from 'node:fs';
import {
  connect,
  credsAuthenticator,
  jwtAuthenticator,
  type ConnectionOptions,
  type NatsConnection,
} from '@nats-io/transport-node';
import { setTransportFactory } from '@nats-io/transport-node/lib/nats-base-client.js';
import { NodeTransport, nodeResolveHost } from '@nats-io/transport-node/lib/node_transport.js';
import { NatsError } from './nats-error.ts';
import { mintUser, type NatsSigner } from './user-jwt.ts';

/** Where the NATS server is, and how this process signs in there. */
export interface NatsOptions {
  /** `nats://host:4222` or `tls://...`, with `user:password@` where the server knows such. */
  readonly url: string;
  /** A `.creds` file. */
  readonly credentials?: string | null;
  /** With it this process mints its own user, and those of pages. */
  readonly signer?: NatsSigner | null;
  /** Where pages reach the WebSocket listener; null: they are not offered NATS. */
  readonly webSocketUrl?: string | null;
  /** How many of a hundred people are offered NATS, in workspaces that do not say otherwise. Default: all. */
  readonly percentage?: number;
}

/** Time for the NATS server to be there when this one starts. */
const START_MS = 10_000;

/**
 * Connects for good: what the client does by itself, ten attempts and then closed, or a dead peer noticed after
 * four minutes, is not for a server.
 *
 * @throws {NatsError} when the NATS server cannot be had within `patience` milliseconds.
 */
export async function connectNats(
  options: NatsOptions,
  name: string,
  patience = START_MS,
): Promise<NatsConnection> {
  const { username, password, protocol, host } = new URL(options.url);
  const connecting = connect({
    servers: `${protocol}//${host}`,
    name,
    timeout: 5_000,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: () => {
      useSockets();
      return 500 + Math.random() * 500;
    },
    pingInterval: 10_000,
    maxPingOut: 2,
    // What a process says it need not hear.
    noEcho: true,
    ignoreAuthErrorAbort: true,
    ...(await signIn(options, decodeURIComponent(username), decodeURIComponent(password))),
  });
  // Who reconnects for ever also tries for ever at first, and would start without a word.
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      connecting.then(
        (connection) => connection.close(),
        () => undefined,
      );
      reject(new Error('no answer'));
    }, patience);
  });
  try {
    return await Promise.race([connecting, late]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NatsError(`the NATS server at ${host} cannot be had: ${why}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The client has one way to connect for the whole program, and whoever connects over WebSocket in it, such as a
 * bot with our own SDK, puts theirs in its place: the next try of ours would then hang for good.
 */
function useSockets(): void {
  setTransportFactory({ factory: () => new NodeTransport(), dnsResolveFn: nodeResolveHost });
}

async function signIn(
  { credentials, signer }: NatsOptions,
  user: string,
  pass: string,
): Promise<Partial<ConnectionOptions>> {
  if (user !== '') return { user, pass };
  if (credentials) return { authenticator: credsAuthenticator(readFileSync(credentials)) };
  if (!signer) return {};
  // It never leaves this process, which could make another at any time: it need not expire.
  const own = await mintUser(signer, 'fechatter', {}, null);
  return { authenticator: jwtAuthenticator(own.jwt, new TextEncoder().encode(own.seed)) };
}
