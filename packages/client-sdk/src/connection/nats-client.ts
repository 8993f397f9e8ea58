import { wsconnect } from '@nats-io/nats-core';

/** What is used of the options of the NATS client; what they mean stands there. */
export interface NatsConnectionOptions {
  readonly servers: string;
  /** Answers what the server greets with: who comes, and a signature in base64. */
  readonly authenticator: (nonce?: string) => { readonly jwt: string; readonly sig: string };
  /** In milliseconds. */
  readonly timeout: number;
  readonly reconnect: boolean;
  /** In milliseconds. */
  readonly pingInterval: number;
  readonly maxPingOut: number;
  readonly noEcho: boolean;
  readonly ignoreClusterUpdates: boolean;
}

/** What is used of a connection. */
export interface NatsConnection {
  publish(subject: string, payload: string): void;
  subscribe(
    subject: string,
    options: {
      readonly callback: (error: Error | null, message: { readonly data: Uint8Array }) => void;
    },
  ): { unsubscribe(): void };
  /** Resolves when the server has had all that was published. */
  flush(): Promise<void>;
  close(): Promise<void>;
  isClosed(): boolean;
  /** Resolves at the end, with the reason if it was not asked for. */
  closed(): Promise<void | Error>;
}

/**
 * Connects to the WebSocket listener of a NATS server. Published, it comes without what is not used here of the NATS
 * client: see `scripts/nats-client-alone.ts`. What is added here may need a module that is left out there.
 */
export const connectNats: (options: NatsConnectionOptions) => Promise<NatsConnection> = wsconnect;
