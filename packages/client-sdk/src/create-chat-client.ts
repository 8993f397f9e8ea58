import type { Account } from '@fechatter/protocol';
import type { ChatClient } from './api.ts';
import type { AuthState } from './auth/api.ts';
import { createApi } from './auth/api-client.ts';
import { createAuthClient } from './auth/auth-client.ts';
import { SessionKeeper } from './auth/session-keeper.ts';
import type { SessionSource } from './auth/session-source.ts';
import { createChannels } from './channels/channels.ts';
import { ReadMarks } from './channels/read-marks.ts';
import type { ConnectionState } from './connection/api.ts';
import { Connection } from './connection/connection.ts';
import { createSseTransport } from './connection/sse-transport.ts';
import { createSwitchingTransport } from './connection/switching-transport.ts';
import type { Transport } from './connection/transport.ts';
import { systemDevice } from './device/device.ts';
import type { DeviceKeeper, Kept } from './device/device-keeper.ts';
import type { StorageState } from './device/storage-state.ts';
import { systemClock } from './environment/clock.ts';
import { reportToConsole, type Environment } from './environment/environment.ts';
import { createSystemNetwork } from './environment/network.ts';
import { AbortedError } from './errors/aborted-error.ts';
import type { ChatError } from './errors/chat-error.ts';
import { DisposedError } from './errors/disposed-error.ts';
import { HttpClient } from './http/http-client.ts';
import { loadedLater } from './loading/load-part.ts';
import type { ChatClientOptions } from './options.ts';
import { Outbox } from './outbox/outbox.ts';
import { Scope } from './scope/scope.ts';
import { createSearchClient } from './search/search-client.ts';
import { Batch } from './store/batch.ts';
import { WritableStore } from './store/writable-store.ts';
import type { WorkspaceState } from './sync/api.ts';
import { createEventsClient } from './sync/events.ts';
import { emptyState } from './sync/synced-state.ts';
import { WorkspaceSync } from './sync/workspace-sync.ts';
import type { SharedTransport } from './tabs/shared-transport.ts';
import type { AnyCustomFields, CustomFields, TimelineState } from './timelines/api.ts';
import { ChannelTimeline, idleTimeline } from './timelines/channel-timeline.ts';
import { Timelines } from './timelines/timelines.ts';
import { Activity } from './users/activity.ts';
import { createUsers, UserLoader } from './users/users.ts';
import { createWorkspaces } from './workspaces/workspaces.ts';

const TIMEOUT_MS = 20_000;
/** A part of the program that could not be loaded is asked for again after this long. */
const RELOAD_MS = 5_000;

/**
 * Makes a client for one server and one person. It does nothing until it is told to connect or sign in.
 *
 * @example
 * ```ts
 * const client = createChatClient({ server: 'https://chat.example.com', workspace: 'acme' });
 * await client.auth.signIn({ email, password });
 * await client.connection.connect();
 *
 * const timeline = client.channels.timeline(channelId);
 * timeline.store.subscribe(({ items }) => render(items));
 * await timeline.open();
 * await timeline.send({ text: 'Hello' });
 * ```
 *
 * @typeParam C - What the application hangs on messages: see {@link CustomFields}.
 */
export function createChatClient<C extends CustomFields = AnyCustomFields>(
  options: ChatClientOptions,
): ChatClient<C> {
  const base = (globalThis as { location?: { href: string } }).location?.href;
  const server = new URL(options.server, base);
  if (!server.pathname.endsWith('/')) server.pathname += '/';
  if (options.auth?.kind === 'host' && options.workspace === undefined)
    throw new TypeError('auth of kind "host" needs a workspace: a host token is good for one only');

  const environment: Environment = {
    clock: options.clock ?? systemClock,
    network: options.network ?? createSystemNetwork(),
    random: options.random ?? Math.random,
    // Looked up at each call, so that a page may put its own in place later; and called as a global function must be.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    onError: options.onError ?? reportToConsole,
  };
  // An application that keeps the session itself decides where everything else is kept, too.
  const device = options.device ?? (options.storage === undefined ? systemDevice() : {});
  const scope = new Scope(environment.clock);
  const batch = new Batch();
  const newStore = <T>(value: T): WritableStore<T> => new WritableStore(value, batch, environment.onError);

  const http = new HttpClient(server, environment, options.timeoutMs ?? TIMEOUT_MS);
  const authStore = newStore<AuthState>({ status: 'loading' });
  const session = new SessionKeeper({
    source: sessionSource(environment, async () => {
      const loading = import('./auth/create-session-source.ts');
      if (device.indexedDB !== undefined) loadAhead();
      return (await loading).createSessionSource({
        options,
        server,
        environment,
        device,
        scope,
        base,
        signInWith: (token, signal) =>
          http.call('auth.host', { body: { workspace: options.workspace ?? '', token } }, { signal }),
      });
    }),
    refresh: (refreshToken) =>
      http.call('auth.refresh', { body: { refreshToken } }, { signal: scope.signal }),
    clock: environment.clock,
    state: authStore,
    signal: scope.signal,
  });
  const api = createApi(http, session, scope);

  const store = newStore<WorkspaceState>(emptyState.view);
  const sync = new WorkspaceSync(
    { api, session, environment, scope, batch, store },
    options.workspace ?? null,
  );
  const activity = new Activity(api, sync);
  const userLoader = new UserLoader(api, sync, environment.clock, scope.signal);
  const reads = new ReadMarks(api, sync, scope);
  const outbox = new Outbox({
    api,
    environment,
    scope,
    batch,
    workspaceId: () => sync.workspaceId(),
    changed: (timelineId) => timelines.commandsChanged(timelineId),
    accepted: (command, message) => timelines.accepted(command, message),
  });
  const timelines = new Timelines({
    sync,
    outbox,
    users: userLoader,
    create: (id, disposed) => {
      const own = scope.child();
      const timeline: ChannelTimeline = new ChannelTimeline(id, {
        api,
        environment,
        scope: own,
        sync,
        outbox,
        reads,
        store: newStore<TimelineState>(idleTimeline),
        me: () => sync.view.me?.user.id ?? session.session?.account.userId ?? null,
        kept: async () => {
          await session.load();
          return (await kept)?.view?.timeline(id, timeline.store, () => timeline.page, own);
        },
      });
      own.add(() => {
        disposed();
        timeline.store.dispose();
      });
      return timeline;
    },
  });

  const storageStore = newStore<StorageState>({ status: 'loading', reason: null, error: null });
  const loadKeeper = async (): Promise<DeviceKeeper> => {
    const loaded = await import('./device/device-keeper.ts').catch((error: unknown) => {
      environment.onError(error);
      return null;
    });
    // Without it nothing can be sent, so it is asked for until it is there.
    if (loaded === null) return new Promise((resolve) => scope.after(RELOAD_MS, () => resolve(loadKeeper())));
    return new loaded.DeviceKeeper({
      device,
      server,
      environment,
      state: storageStore,
      onEnded: () => session.end(null),
      stream: options.transport
        ? null
        : { own, meanwhile: sse, activity, owner, connection: () => connection },
    });
  };
  let keeper: Promise<DeviceKeeper> | null = null;
  let kept: Promise<Kept> | null = null;
  const leave = (error: ChatError, why: Parameters<Kept['close']>[1]): void => {
    const written = outbox.close(error);
    void kept?.then((left) => {
      left.transport?.leave();
      void left.close(written, why);
    });
    kept = null;
  };
  authStore.select(
    (state) => (state.status === 'signed-in' ? state.account.userId : null),
    (userId) => {
      const state = authStore.get();
      const why = state.status !== 'signed-out' ? 'left' : state.reason === null ? 'signed-out' : 'ended';
      leave(new AbortedError('The session was left'), why);
      if (userId === null) return;
      kept = (keeper ??= loadKeeper()).then((loaded) => loaded.open(userId));
      outbox.open(kept);
      sync.restore(kept);
      void kept.then(({ view }) => view?.followWorkspace(store, () => sync.cursor));
    },
  );

  const url = (path: string): URL => http.url(path);
  const sse = createSseTransport(url, environment);
  const own = createSwitchingTransport(
    sse,
    async () => (await import('./connection/nats-upgrade.ts')).createNatsUpgrade(http, environment),
    environment,
  );
  const owner = (): Account | null => session.session?.account ?? null;
  const shared = async (): Promise<SharedTransport | null> => (await kept)?.transport ?? null;
  const transport: Transport = options.transport?.({ url, environment }) ?? {
    // One stream for all tabs, where they can agree on one.
    open: async (...stream) => ((await shared()) ?? own).open(...stream),
    retryNow: () => void shared().then((tabs) => tabs?.retryNow()),
  };
  const connectionStore = newStore<ConnectionState>({
    status: 'disconnected',
    reason: 'not-started',
    error: null,
  });
  const connection = new Connection({
    environment,
    scope,
    batch,
    store: connectionStore,
    session,
    transport,
    target: sync,
  });
  connectionStore.select(
    ({ status }) => status,
    (status) => {
      if (status === 'live') outbox.resume();
      if (status === 'disconnected') void shared().then((tabs) => tabs?.leave());
    },
  );

  const client: ChatClient = {
    server,
    store,
    auth: createAuthClient({ api, http, session, outbox, store: authStore, signal: scope.signal }),
    connection,
    storage: storageStore,
    workspaces: createWorkspaces(api, session, sync, () => connection.restart()),
    channels: createChannels(api, sync, (id) => timelines.get(id)),
    users: createUsers(api, sync, activity, userLoader),
    events: createEventsClient(sync),
    reports: loadedLater(
      async () => new (await import('./reports/reports.ts')).Reports(api, sync),
      ['create', 'list', 'resolve'],
    ),
    search: createSearchClient({
      api,
      sync,
      environment,
      scope,
      newStore,
      heldPage: async (id) => (await kept)?.view?.page(id),
    }),
    ...loadedLater(async () => new (await import('./server/server.ts')).Server(api), ['capabilities']),
    dispose: () => {
      if (scope.signal.aborted) return;
      leave(new DisposedError(), 'left');
      scope.dispose();
      for (const each of [store, authStore, connectionStore, storageStore]) each.dispose();
    },
  };
  // What applications hang on messages goes through unseen, so only the application knows its type.
  return client as unknown as ChatClient<C>;
}

/** What is wanted as soon as somebody turns out to be signed in comes while that is found out. Who needs it asks again, and says what is wrong. */
function loadAhead(): void {
  for (const part of [
    import('./device/database.ts'),
    import('./device/device-keeper.ts'),
    import('./device/open-device.ts'),
  ])
    part.catch(() => {});
}

/** Where the session comes from, loaded when that is first asked. */
function sessionSource({ onError }: Environment, load: () => Promise<SessionSource>): SessionSource {
  const later = loadedLater(load, ['load', 'save', 'renew', 'replace']);
  // Whoever saves goes on without waiting.
  return { ...later, save: (session, owner) => later.save(session, owner).catch(onError) };
}
