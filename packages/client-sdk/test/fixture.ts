import {
  createChatClient,
  createMemoryStorage,
  type ChatClient,
  type ChatClientOptions,
  type ChatStorage,
} from '@fechatter/client-sdk';
import {
  createTestServer,
  settle,
  TestBrowser,
  type TestClock,
  type TestNetwork,
  type TestServer,
} from '@fechatter/client-sdk/testing';
import {
  endpoints,
  expandPath,
  type Channel,
  type RouteInput,
  type RouteName,
  type User,
} from '@fechatter/protocol';
import { IDBFactory } from 'fake-indexeddb';
// Loaded when first used: loaded here, so that a test with a clock of its own does not wait for a file.
import '../src/auth/create-session-source.ts';
import '../src/channels/channel-administration.ts';
import '../src/channels/channel-members.ts';
import '../src/device/open-device.ts';
import '../src/device/device-keeper.ts';
import '../src/http/occasional-routes.ts';
import '../src/reports/reports.ts';
import '../src/search/search.ts';
import '../src/server/server.ts';
import '../src/users/user-administration.ts';
import '../src/workspaces/workspace-administration.ts';

/** A server with two people and a channel, and a client of the first of them. */
export interface Fixture {
  readonly clock: TestClock;
  readonly network: TestNetwork;
  readonly server: TestServer;
  readonly ada: User;
  readonly bob: User;
  readonly general: Channel;
  readonly storage: ChatStorage;
  /** What was reported through `onError`. */
  readonly reported: unknown[];
  readonly newClient: (options?: Partial<ChatClientOptions>) => ChatClient;
  /** A client of Ada's that is live. */
  readonly liveClient: (options?: Partial<ChatClientOptions>) => Promise<ChatClient>;
}

/** @param options.heartbeats - Whether they come by themselves. By default a test sends those that it wants. */
export function createFixture({ heartbeats = false }: { readonly heartbeats?: boolean } = {}): Fixture {
  const server = createTestServer({ heartbeats });
  const { clock, network, workspace } = server;
  const ada = workspace.addUser('ada');
  const bob = workspace.addUser('bob');
  const general = workspace.addChannel('general', { members: [ada, bob] });
  const storage = createMemoryStorage();
  const reported: unknown[] = [];
  const newClient = (options: Partial<ChatClientOptions> = {}): ChatClient =>
    createChatClient({
      ...server.clientOptions(),
      storage,
      random: () => 0.5,
      onError: (error) => reported.push(error),
      ...options,
    });
  return {
    clock,
    network,
    server,
    ada,
    bob,
    general,
    storage,
    reported,
    newClient,
    liveClient: async (options = {}) => {
      const client = newClient({ auth: { kind: 'session', session: server.session(ada) }, ...options });
      await client.connection.connect();
      return client;
    },
  };
}

/** Somebody calls a route of the first workspace on a device that is not part of the test. */
export async function callAs<K extends RouteName>(
  server: TestServer,
  user: User,
  name: K,
  path: Omit<Extract<RouteInput<K>, { readonly path: unknown }>['path'], 'workspaceId'>,
): Promise<void> {
  const { method, path: template } = endpoints[name];
  const url = expandPath(template, { workspaceId: server.workspace.workspace.id, ...path });
  const { accessToken } = server.session(user);
  const response = await server.fetch(`${server.url}${url}`, {
    method,
    headers: { authorization: `Bearer ${accessToken}` },
  });
  if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
}

/** A browser that keeps things. */
export const newBrowser = (): TestBrowser => new TestBrowser({ indexedDB: new IDBFactory() });

/** Lets everything have its turn, what goes through a database too: each of its transactions takes turns. */
export async function settleStorage(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await settle();
}
