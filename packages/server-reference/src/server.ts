import { join } from 'node:path';
import type { UserId, WorkspaceId } from '@fechatter/protocol';
import type { Hono } from 'hono';
import { Authentication } from './auth/authentication.ts';
import { BackgroundWork } from './auth/background-work.ts';
import { authHandlers } from './auth/handlers.ts';
import { PasswordHasher } from './auth/password-hasher.ts';
import { channelHandlers } from './channels/handlers.ts';
import type { Database } from './database/database.ts';
import { installationSecret } from './database/installation-secret.ts';
import { migrate, pendingMigrations } from './database/migrate.ts';
import { openEmbedded, openPostgres } from './database/open.ts';
import type { ServerRole } from './config/settings.ts';
import { soloBus, type BusMessage } from './event-bus/event-bus.ts';
import { PostgresBus } from './event-bus/postgres-bus.ts';
import type { CommittedEvent } from './event-log/events.ts';
import { WorkspaceWriter } from './event-log/workspace-writer.ts';
import { hostHandlers } from './host-identity/handlers.ts';
import { fetchJson } from './host-identity/fetch-json.ts';
import { KeySets } from './host-identity/key-sets.ts';
import { createApi } from './http/api.ts';
import { createApp } from './http/app.ts';
import type { AppEnv } from './http/app-env.ts';
import { clientAddress } from './http/client-address.ts';
import { serveDocuments } from './http/documents.ts';
import { serveHealth } from './http/health.ts';
import type { Handlers } from './http/handlers.ts';
import { serveMetrics } from './http/metrics.ts';
import { listen, type Application, type Listening } from './http/listen.ts';
import type { RequestLog } from './http/request-log.ts';
import { serveFolder } from './http/static-files.ts';
import type { Logger } from './logging/logger.ts';
import { createLogMailer } from './mail/log-mailer.ts';
import type { Mailer } from './mail/mailer.ts';
import { messageHandlers } from './messages/handlers.ts';
import type { NatsOptions } from './nats/connect.ts';
import { natsHandlers } from './nats/handlers.ts';
import { isAmong } from './nats/rollout.ts';
import { serveChatPage, servePageAssets } from './pages/chat-page.ts';
import { presenceHandlers } from './presence/handlers.ts';
import { Presences } from './presence/presences.ts';
import { takeAttempt } from './rate-limits/guessing-limits.ts';
import { MemoryRateLimiter } from './rate-limits/memory-rate-limiter.ts';
import type { RateLimiter } from './rate-limits/rate-limiter.ts';
import { Cursors } from './realtime/cursor.ts';
import { Hub } from './realtime/hub.ts';
import { reportHandlers } from './reports/handlers.ts';
import { SearchFeed } from './search/feed.ts';
import { searchHandlers } from './search/handlers.ts';
import { MeilisearchEngine, type MeilisearchOptions } from './search/meilisearch/meilisearch-engine.ts';
import { WorkerEngine } from './search/memory/worker-engine.ts';
import { userHandlers } from './users/handlers.ts';
import { version } from './version.ts';
import { workspaceHandlers } from './workspaces/handlers.ts';
import { OriginPolicy } from './workspaces/origin-policy.ts';
import { snapshotHandlers } from './workspaces/snapshot.ts';

/** What a server is started with. */
export interface ServerOptions {
  /** Address to listen at. Default 127.0.0.1. */
  readonly host?: string;
  /** Port to listen at; 0 takes any free one. Default 6688. */
  readonly port?: number;
  /** Folder of the embedded database; null keeps it in memory. Not used with `databaseUrl`. */
  readonly dataFolder?: string | null;
  /** A Postgres server, as `postgres://...`. */
  readonly databaseUrl?: string | null;
  /** A NATS server: carries what the processes tell each other, and the events of people whose workspace uses it. Default: none. */
  readonly nats?: NatsOptions | null;
  /** A Meilisearch server that keeps the index of the messages. Default: none, the index is in memory. */
  readonly meilisearch?: MeilisearchOptions | null;
  /** Where this server is seen from outside. Default: where it listens. */
  readonly publicUrl?: string | null;
  /** What this process does. Default: all of it. Less makes sense where several processes share a Postgres server. */
  readonly roles?: ReadonlySet<ServerRole>;
  /** Who may make an account. Default `open`. */
  readonly signUp?: 'open' | 'invite';
  /** Origins whose pages may use every workspace, besides the lists of the workspaces. */
  readonly allowedOrigins?: readonly string[];
  /** Whether `X-Forwarded-For` is to be believed. */
  readonly trustProxy?: boolean;
  /** Whether key sets of host applications may be fetched from private addresses: for development. */
  readonly allowPrivateJwks?: boolean;
  /** Whether to bring the schema up to date. Default true. */
  readonly migrate?: boolean;
  /** Who gives it as a bearer token may read `/metrics`. Default: there is no such route. */
  readonly metricsToken?: string | null;
  readonly logger: Logger;
  readonly mailer?: Mailer;
  /** Counts what can be guessed or flooded. Default: in memory. */
  readonly limiter?: RateLimiter;
  /** Adds routes, before the page at `/`: for the demo. */
  readonly extend?: (app: Hono<AppEnv>, server: ServerParts) => void | Promise<void>;
}

/** What a server is made of, for those who build on it in the same process. */
export interface ServerParts {
  readonly database: Database;
  readonly writer: WorkspaceWriter;
  readonly hub: Hub;
  readonly authentication: Authentication;
  readonly handlers: Handlers;
  readonly logger: Logger;
  /** Where pages can have their events over NATS; null when they cannot. */
  readonly natsUrl: string | null;
}

/** A running server. */
export interface RunningServer extends ServerParts {
  /** Where it listens: `http://127.0.0.1:6688`. */
  readonly url: string;
  /** The same application as a fetch handler: for whoever is in the same process. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Lets requests finish, tells the streams to come back, and closes the database. Nothing accepted is lost. */
  stop(): Promise<void>;
}

/** How fast a person, or a bot, may write: bursts of a paste, and then a quick talk. */
const sends = { name: 'messages.send', burst: 60, perSecond: 20 } as const;
/** More than anybody has to report, and less than would bury what others report. */
const reports = { name: 'reports.create', burst: 20, perSecond: 1 / 30 } as const;
/** How fast somebody may search: a quick typist, who corrects themself. */
const searches = { name: 'search', burst: 60, perSecond: 15 } as const;
/** Time for requests to finish when the server stops. */
const STOP_GRACE_MS = 10_000;
const HOUR_MS = 3_600_000;

/**
 * Starts a server: the API, the live streams and the pages, on an embedded database or a Postgres server.
 *
 * @example
 * ```ts
 * const server = await createServer({ port: 0, dataFolder: null, logger: createLogger() });
 * console.log(server.url);
 * await server.stop();
 * ```
 */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { logger, host = '127.0.0.1', port = 6688 } = options;
  const database = options.databaseUrl
    ? openPostgres(options.databaseUrl)
    : await openEmbedded(options.dataFolder ? join(options.dataFolder, 'database') : null);
  let listening: Listening | undefined;
  try {
    if (options.migrate ?? true) await migrate(database);
    // The port has to be known before the application: tokens name their issuer.
    const served: Served = { application: null };
    listening = await listen({ hostname: host, port, application: () => served.application });
    return await start(database, options, logger, host, listening, served);
  } catch (error) {
    await listening?.stop(0);
    await database.close();
    throw error;
  }
}

/** What answers at the port, once there is something. */
interface Served {
  application: Application | null;
}

async function start(
  database: Database,
  options: ServerOptions,
  logger: Logger,
  host: string,
  listening: Listening,
  served: Served,
): Promise<RunningServer> {
  const does = (role: ServerRole): boolean => options.roles?.has(role) ?? true;
  const report = (error: unknown): void => logger.error({ error }, 'background work failed');
  let stopping = false;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${listening.port}`;
  const publicUrl = (options.publicUrl ?? url).replace(/\/$/, '');

  const authentication = new Authentication({ database, issuer: publicUrl, report });
  const cursors = new Cursors(await installationSecret(database, 'cursor'));
  const natsUrl = options.nats?.signer ? (options.nats.webSocketUrl ?? null) : null;
  const hub = new Hub({
    database,
    cursors,
    natsUrlFor: ({ workspaceId, userId }, { natsPercentage }) =>
      natsUrl !== null && isAmong(natsPercentage ?? options.nats?.percentage ?? 100, workspaceId, userId)
        ? natsUrl
        : null,
    onError: report,
  });
  const overNats = options.nats ? await import('./nats/over-nats.ts') : null;
  const nats = overNats && options.nats ? await overNats.connectNats(options.nats, 'fechatter') : null;
  const bus =
    overNats && nats
      ? new overNats.NatsBus(nats, report)
      : options.databaseUrl
        ? new PostgresBus(options.databaseUrl, report)
        : soloBus;
  const presences = new Presences({
    hub,
    bus,
    availability: (workspaceId, userId) => availabilityOf(database, workspaceId, userId),
    onError: report,
  });
  const engine = options.meilisearch ? new MeilisearchEngine(options.meilisearch) : new WorkerEngine(report);
  const feed = new SearchFeed({ database, engine, onError: report });
  const writer = new WorkspaceWriter(database, (workspaceId, events, head) => {
    hub.publish(workspaceId, events, head);
    feed.tell(workspaceId, head);
    bus.tell({ kind: 'committed', workspaceId, head }, events);
  });
  authentication.onRevoked((sessionIds) => sessionIds.forEach((sessionId) => hub.endSession(sessionId)));
  await authentication.start();

  const background = new BackgroundWork(report);
  await bus.start(
    (message, from, events) => {
      if (message.kind === 'committed') feed.tell(message.workspaceId, message.head);
      receive(message, from, events, hub, presences);
    },
    () => {
      background.start(() => hub.catchUp());
      background.start(() => feed.catchUp());
    },
  );

  const streams =
    overNats && nats && natsUrl !== null && options.nats?.signer
      ? new overNats.NatsStreams({
          connection: nats,
          signer: options.nats.signer,
          url: natsUrl,
          hub,
          onError: report,
        })
      : null;

  const limiter = options.limiter ?? new MemoryRateLimiter();
  const origins = new OriginPolicy({ database, publicUrl, allowed: options.allowedOrigins ?? [] });
  const shared = {
    database,
    writer,
    hub,
    bus,
    cursors,
    presences,
    streams,
    sessions: authentication.sessions,
    limiter,
    origins,
    publicUrl,
    logger,
    background,
    signUp: options.signUp ?? 'open',
    hasher: new PasswordHasher(),
    mailer: options.mailer ?? createLogMailer(logger),
    keySets: new KeySets({
      fetchJson: (url) => fetchJson(url, { allowPrivate: options.allowPrivateJwks ?? false }),
    }),
    now: Date.now,
    engine,
    feed,
    limitSends: (userId: UserId) => takeAttempt(limiter, [sends, userId]),
    limitReports: (userId: UserId) => takeAttempt(limiter, [reports, userId]),
    limitSearches: (userId: UserId) => takeAttempt(limiter, [searches, userId]),
  } as const;
  const handlers: Handlers = {
    'server.capabilities': () =>
      Promise.resolve({
        name: 'FeChatter',
        version,
        protocol: 1,
        transports: natsUrl === null ? ['sse'] : ['sse', 'nats'],
        signUp: shared.signUp,
        features: ['search'],
      }),
    ...authHandlers(shared),
    ...hostHandlers(shared),
    ...workspaceHandlers(shared),
    ...snapshotHandlers(shared),
    ...userHandlers(shared),
    ...presenceHandlers(shared),
    ...natsHandlers(shared),
    ...channelHandlers(shared),
    ...messageHandlers(shared),
    ...reportHandlers(shared),
    ...searchHandlers(shared),
  };

  const parts: ServerParts = { database, writer, hub, authentication, handlers, logger, natsUrl };
  const log: RequestLog = {
    request: (line) => logger.info(line, 'request'),
    error: (error, requestId) => logger.error({ error, requestId }, 'request failed'),
  };
  const api = createApi({
    handlers,
    hub,
    serves: { api: does('api'), events: does('realtime') },
    authenticate: (token) => authentication.authenticate(token),
    allowsOrigin: (origin, workspaceId) => origins.allows(origin, workspaceId),
    clientAddress: clientAddress(options.trustProxy ?? false),
    log,
  });
  const app = createApp(api, log);
  serveHealth(app, {
    ping: () => database.ping(),
    pendingMigrations: () => pendingMigrations(database),
    stopping: () => stopping,
  });
  if (options.metricsToken != null)
    await serveMetrics(app, options.metricsToken, { streams: () => hub.size, search: () => feed.lag() });
  serveDocuments(app, { version, host: new URL(publicUrl).host });
  app.get('/.well-known/jwks.json', async (c) => c.json(await authentication.jwks()));
  // The build puts the elements here.
  serveFolder(app, '/sdk', join(import.meta.dirname, '..', 'dist', 'sdk'));
  serveFolder(app, '/assets', join(import.meta.dirname, '..', 'assets'));
  servePageAssets(app);
  await options.extend?.(app, parts);
  serveChatPage(app, natsUrl);
  served.application = { api, fetch: (request) => app.fetch(request) };
  if (does('api')) background.start(() => feed.warm());
  const cleaning = does('worker')
    ? setInterval(() => background.start(() => authentication.removeExpired()), HOUR_MS).unref()
    : undefined;

  return {
    ...parts,
    url,
    fetch: (request) => app.fetch(request),
    stop: async () => {
      if (stopping) return;
      stopping = true;
      clearInterval(cleaning);
      hub.stop();
      streams?.stop();
      await listening.stop(STOP_GRACE_MS);
      presences.stop();
      await writer.idle();
      await feed.stop();
      await background.idle();
      await engine.close();
      await bus.close();
      await nats?.close();
      await authentication.close();
      await shared.mailer.close();
      await database.close();
    },
  };
}

/** What another process tells. */
function receive(
  message: BusMessage,
  from: string,
  events: readonly CommittedEvent[],
  hub: Hub,
  presences: Presences,
): void {
  const { workspaceId } = message;
  switch (message.kind) {
    case 'committed':
      return hub.publish(workspaceId, events, message.head);
    case 'typing': {
      const { channelId, userId, typing } = message;
      return hub.toChannel(
        workspaceId,
        channelId,
        { type: 'typing', data: { channelId, userId, typing } },
        userId,
      );
    }
    case 'activity':
      presences.setActivity(workspaceId, message.userId, message.connectionId, message.activity);
      return;
    case 'devices':
      return presences.setRemote(workspaceId, message.userId, from, message.activity);
  }
}

async function availabilityOf(database: Database, workspaceId: WorkspaceId, userId: UserId) {
  const row = await database.workspace(workspaceId, (tx) =>
    tx
      .selectFrom('workspace_members')
      .select('availability')
      .where('user_id', '=', userId)
      .executeTakeFirst(),
  );
  return row?.availability ?? 'auto';
}
