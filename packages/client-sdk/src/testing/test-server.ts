import {
  createId,
  limits,
  type Session,
  type User,
  type Workspace,
  type WorkspaceId,
} from '@fechatter/protocol';
import type { Clock } from '../environment/clock.ts';
import type { ChatClientOptions } from '../options.ts';
import { createMemoryStorage } from '../storage/storage.ts';
import { Faults } from './faults/faults.ts';
import { seededRandom } from './seeded-random.ts';
import { banHandlers } from './server/bans.ts';
import { channelHandlers } from './server/channels.ts';
import { EventLog } from './server/event-log.ts';
import { memberHandlers } from './server/members.ts';
import { messageHandlers } from './server/messages.ts';
import { ownMembershipHandlers } from './server/own-membership.ts';
import { reportHandlers } from './server/reports.ts';
import { Router, type Handlers, type Room } from './server/router.ts';
import { sessionHandlers, Sessions } from './server/sessions.ts';
import { silenceHandlers } from './server/silence.ts';
import { WorkspaceState } from './server/state.ts';
import { EventStreams } from './server/streams.ts';
import { userHandlers } from './server/users.ts';
import { workspaceHandlers } from './server/workspaces.ts';
import { TestClock } from './test-clock.ts';
import { TestNetwork } from './test-network.ts';
import { TestWorkspace } from './test-workspace.ts';

/** What {@link createTestServer} takes. All may be left out. */
export interface TestServerOptions {
  /** Where clients think the server is. By default `https://chat.example.com`. */
  readonly url?: string;
  /** The first workspace. By default slug `acme`, name `Acme`. */
  readonly workspace?: { readonly slug: string; readonly name: string };
  /** By default a {@link TestClock}. */
  readonly clock?: TestClock;
  /** Decides what befalls whom where a fault has a probability, and how clients spread their retries. By default 1. */
  readonly seed?: number;
  /** Whether heartbeats come by themselves, as the protocol says. By default true. */
  readonly heartbeats?: boolean;
}

/** A server inside the test process. Made by {@link createTestServer}. */
export class TestServer {
  readonly url: string;
  readonly clock: TestClock;
  readonly network = new TestNetwork();
  /** The network between the clients and this server, and all that goes wrong in it. */
  readonly faults: Faults;
  /** The `fetch` of a client: through {@link faults}. */
  readonly fetch: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;
  /** The first workspace. */
  readonly workspace: TestWorkspace;
  /** How far the server's clock is ahead of the clients', in milliseconds. */
  skewMs = 0;
  readonly #rooms = new Map<WorkspaceId, Room>();
  readonly #sessions: Sessions;
  readonly #router: Router;
  readonly #seed: number;
  readonly #heartbeatMs: number | null;
  #isRunning = true;

  /** @internal Made by {@link createTestServer}. */
  constructor(options: TestServerOptions) {
    this.url = options.url ?? 'https://chat.example.com';
    this.clock = options.clock ?? new TestClock();
    this.#seed = options.seed ?? 1;
    this.#heartbeatMs = options.heartbeats === false ? null : limits.heartbeatSeconds * 1_000;
    this.#sessions = new Sessions({
      clock: this.clock,
      skewMs: () => this.skewMs,
      workspacesOf: (userId) =>
        [...this.#rooms.values()].flatMap(({ state: { workspace, people } }) => {
          const role = people.get(userId)?.user.role;
          return role === undefined ? [] : [{ workspace, role }];
        }),
      onEnded: (sessionId) => {
        for (const { streams } of this.#rooms.values()) streams.goodbye('session_revoked', 0, sessionId);
      },
    });
    this.#router = new Router({
      handlers,
      sessions: this.#sessions,
      room: (id) => this.#rooms.get(id),
    });
    this.faults = new Faults((request, signal) => this.#answer(request, signal), {
      clock: this.clock,
      seed: this.#seed,
    });
    this.fetch = this.faults.fetch;
    this.workspace = this.addWorkspace(options.workspace ?? { slug: 'acme', name: 'Acme' });
  }

  addWorkspace({ slug, name }: { readonly slug: string; readonly name: string }): TestWorkspace {
    const now = (): string => new Date(this.clock.now() + this.skewMs).toISOString();
    const workspace: Workspace = { id: createId(), slug, name, createdAt: now(), version: 0 };
    const state = new WorkspaceState(workspace, new EventLog(now), now);
    const streams = new EventStreams(state, this.clock, this.#heartbeatMs);
    this.#rooms.set(workspace.id, { state, streams });
    return new TestWorkspace({
      state,
      streams,
      addAccount: (account) => this.#sessions.addAccount(account),
    });
  }

  /**
   * What a client of this server is made with: server, workspace, `fetch`, clock, network, randomness and a
   * storage in memory. For a person it is signed in as them; otherwise it signs in itself, with the password
   * `secret` if none was given.
   *
   * @example
   * ```ts
   * const client = createChatClient(server.clientOptions(ada));
   * ```
   */
  clientOptions(user?: User): ChatClientOptions & { readonly clock: Clock } {
    return {
      server: this.url,
      workspace: this.workspace.workspace.slug,
      fetch: this.fetch,
      clock: this.clock,
      network: this.network,
      random: seededRandom(this.#seed),
      storage: createMemoryStorage(),
      ...(user !== undefined && { auth: { kind: 'session', session: this.session(user) } }),
    };
  }

  /** A new session of a person. */
  session(user: User): Session {
    return this.#sessions.open(user.id);
  }

  /** A token with which the host application vouches for a person, good for one sign-in: for `auth: { kind: 'host' }`. */
  hostToken(user: User): string {
    return this.#sessions.hostToken(user.id);
  }

  /** Refuses every access token from now on, as if its time were over. Open streams go on. */
  expireAccessTokens(): void {
    this.#sessions.expireAccessTokens();
  }

  /** Ends the sessions of a person, on all devices. */
  endSessions(user: User): void {
    this.#sessions.revoke(user.id);
  }

  /** How many event streams are open. */
  get streams(): number {
    return [...this.#rooms.values()].reduce((sum, { streams }) => sum + streams.size, 0);
  }

  /** Sends every stream a heartbeat, beyond those that come by themselves. */
  heartbeat(): void {
    for (const { streams } of this.#rooms.values()) streams.heartbeat();
  }

  /** The server is gone, as after a crash: nothing is answered until {@link start}. What it had accepted it keeps. */
  stop(): void {
    this.#isRunning = false;
    for (const { streams } of this.#rooms.values()) streams.breakAll();
  }

  start(): void {
    this.#isRunning = true;
  }

  /**
   * Takes away what clients resume from.
   *
   * @param how - `replace`: another log, as after a restore from a backup, so that every cursor is of another
   * epoch; `trim`: the events so far are forgotten, so that a client that missed some has to reset.
   */
  loseLog(how: 'replace' | 'trim'): void {
    for (const { state, streams } of this.#rooms.values()) {
      if (how === 'trim') state.log.trim();
      else {
        state.log.replace();
        streams.breakAll();
      }
    }
  }

  async #answer(request: Request, signal: AbortSignal): Promise<Response> {
    if (!this.#isRunning) throw new TypeError('fetch failed');
    return this.#router.handle(request, signal);
  }
}

const handlers: Handlers = {
  'server.capabilities': () => ({
    name: 'FeChatter test server',
    version: '0',
    protocol: 1,
    transports: ['sse'],
    signUp: 'invite',
    features: [],
  }),
  ...sessionHandlers,
  ...workspaceHandlers,
  ...userHandlers,
  ...channelHandlers,
  ...memberHandlers,
  ...ownMembershipHandlers,
  ...silenceHandlers,
  ...banHandlers,
  ...messageHandlers,
  ...reportHandlers,
};

/**
 * Makes a server inside the test process that speaks the real protocol, without a port, a database or any
 * waiting.
 *
 * @example
 * ```ts
 * const server = createTestServer();
 * const ada = server.workspace.addUser('Ada');
 * const general = server.workspace.addChannel('general', { members: [ada] });
 * const client = createChatClient(server.clientOptions(ada));
 * await client.connection.connect();
 * await client.channels.timeline(general.id).send({ text: 'Hello' });
 * assert.equal(server.workspace.messages(general.id)[0]?.text, 'Hello');
 * ```
 */
export function createTestServer(options: TestServerOptions = {}): TestServer {
  return new TestServer(options);
}
