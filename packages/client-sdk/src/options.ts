import type { AuthOptions } from './auth/api.ts';
import type { Transport } from './connection/transport.ts';
import type { Device } from './device/device.ts';
import type { Clock } from './environment/clock.ts';
import type { Environment } from './environment/environment.ts';
import type { Network } from './environment/network.ts';
import type { ChatStorage } from './storage/storage.ts';

/** What {@link createChatClient} takes. All but `server` may be left out. */
export interface ChatClientOptions {
  /** Address of the server, such as `https://chat.example.com`; in a page it may be relative to the page. */
  readonly server: string | URL;
  /**
   * Slug of the workspace to open. A host token is good for one workspace, so `auth` of kind `host` needs it.
   *
   * @default the first workspace of whoever signs in
   */
  readonly workspace?: string;
  /** @default `{ kind: 'password' }` */
  readonly auth?: AuthOptions;
  /**
   * Where the session is kept.
   *
   * @default IndexedDB where there is one, else memory
   */
  readonly storage?: ChatStorage;
  /**
   * Where unsent messages and what was seen last are kept, and how tabs agree: one database for each server and person.
   *
   * @default the browser's; nothing when `storage` is given, and then they are in memory only
   */
  readonly device?: Device;
  /**
   * Where errors go that arise where nobody waits for them: in a listener, in the storage, in an event.
   *
   * @default `reportError`, or the console where there is none
   */
  readonly onError?: (error: unknown) => void;
  /**
   * Milliseconds that the server has for the answer to one request.
   *
   * @default 20_000
   */
  readonly timeoutMs?: number;
  /** @default the global `fetch` */
  readonly fetch?: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;
  /** @default the system's clock and timers */
  readonly clock?: Clock;
  /** @default what the browser knows of the network and the page */
  readonly network?: Network;
  /**
   * A number in [0, 1), for the spreading of retries.
   *
   * @default `Math.random`
   */
  readonly random?: () => number;
  /**
   * Makes the way to have the events.
   *
   * @default server-sent events, and NATS where the server offers it
   */
  readonly transport?: (context: TransportContext) => Transport;
}

/** What a transport is made with. */
export interface TransportContext {
  /** The address of a path of the API. */
  readonly url: (path: string) => URL;
  readonly environment: Environment;
}
