import {
  createChatClient,
  createMemoryStorage,
  type ChatClient,
  type ChatClientOptions,
  type ChatStorage,
  type Network,
} from '@fechatter/client-sdk';
import type { Channel, User } from '@fechatter/protocol';
// Loaded when first used: loaded here, so that a test with a clock of its own does not wait for a file.
import '../src/auth/host-token.ts';
import '../src/device/open-device.ts';
import '../src/device/device-keeper.ts';
import '../src/tabs/in-one-tab.ts';
import { FakeServer } from './fake-server.ts';
import { TestClock } from './test-clock.ts';

/** A network whose changes a test makes. */
export class TestNetwork implements Network {
  isOnline = true;
  readonly listeners = new Set<(change: 'online' | 'offline' | 'wake') => void>();

  online(): boolean {
    return this.isOnline;
  }

  subscribe(listener: (change: 'online' | 'offline' | 'wake') => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  change(change: 'online' | 'offline' | 'wake'): void {
    if (change !== 'wake') this.isOnline = change === 'online';
    for (const listener of this.listeners) listener(change);
  }
}

/** A server with two people and a channel, and a client of the first of them. */
export interface Fixture {
  readonly clock: TestClock;
  readonly network: TestNetwork;
  readonly server: FakeServer;
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

export function createFixture(): Fixture {
  const clock = new TestClock();
  const network = new TestNetwork();
  const server = new FakeServer(clock);
  const ada = server.addUser('ada');
  const bob = server.addUser('bob');
  const general = server.addChannel('general', ada, bob);
  const storage = createMemoryStorage();
  const reported: unknown[] = [];
  const newClient = (options: Partial<ChatClientOptions> = {}): ChatClient =>
    createChatClient({
      server: 'https://chat.example.com',
      workspace: 'acme',
      storage,
      clock,
      network,
      random: () => 0.5,
      fetch: server.fetch,
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
