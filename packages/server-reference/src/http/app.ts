import {
  createId,
  endpoints,
  eventStream,
  limits,
  type Endpoint,
  type RouteName,
  type SessionId,
  type UserId,
  type WorkspaceId,
} from '@fechatter/protocol';
import { contract, pathSchema, type Route } from '@fechatter/protocol/schemas';
import { Hono, type Context } from 'hono';
import type { z } from 'zod';
import { databaseError } from '../database/errors.ts';
import { ApiError } from '../errors/api-error.ts';
import type { Hub } from '../realtime/hub.ts';
import type { AppEnv } from './app-env.ts';
import { openStream, peerAddress } from './event-stream.ts';
import type { Handlers, RequestContext, SessionContext, WorkspaceContext } from './handlers.ts';
import { readBody } from './body.ts';
import { parseJson, parseQuery, validate } from './validate.ts';

/** Who a bearer token speaks for. */
export interface Principal {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** The one workspace that the session may enter; null for any of the person's. */
  readonly boundTo: WorkspaceId | null;
}

/** What the HTTP application is made from. */
export interface AppOptions {
  readonly handlers: Handlers;
  readonly hub: Hub;
  /** What this process answers; the rest is not found here. Default: both. */
  readonly serves?: { readonly api: boolean; readonly events: boolean };
  /** Raises `unauthenticated`, `token_expired` or `session_revoked`. */
  readonly authenticate: (token: string) => Promise<Principal>;
  /** Whether pages of an origin may call: for one workspace, or, with null, for a route that belongs to none. */
  readonly allowsOrigin: (origin: string, workspaceId: WorkspaceId | null) => Promise<boolean>;
  /** The address of the client, as far as proxies are trusted. */
  readonly clientAddress: (request: Request, peer: string) => string;
  readonly log: RequestLog;
}

/** Gets one line for each request, and every error that was not foreseen. */
export interface RequestLog {
  request(line: {
    readonly requestId: string;
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly milliseconds: number;
    readonly code?: string;
  }): void;
  error(error: unknown, requestId: string): void;
}

type AppContext = Context<AppEnv>;

const apiHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** The API as a fetch handler: every route of the contract, and the event stream. */
export function createApp(options: AppOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.onError((error, c) => problem(c, error, options.log));
  app.notFound((c) => problem(c, new ApiError('not_found', 'There is no such route.'), options.log));

  app.use('*', async (c, next) => {
    const requestId = createId();
    const start = performance.now();
    c.set('requestId', requestId);
    // A path that fits no route is not logged: it may hold anything, such as the code of an invite.
    c.set('route', 'none');
    await next();
    c.header('x-request-id', requestId);
    const errorCode = c.get('errorCode');
    options.log.request({
      requestId,
      method: c.req.method,
      route: c.get('route'),
      status: c.res.status,
      milliseconds: Math.round(performance.now() - start),
      ...(errorCode !== undefined && { code: errorCode }),
    });
  });
  app.use('/v1/*', async (c: AppContext, next) => {
    await cors(c, options);
    if (c.req.method === 'OPTIONS') return c.body(null, 204);
    for (const [name, value] of Object.entries(apiHeaders)) c.header(name, value);
    await next();
  });

  const { api, events } = options.serves ?? { api: true, events: true };
  const paths = new Map<string, string[]>();
  for (const name of Object.keys(endpoints) as RouteName[]) {
    // A stream is held by whoever answers the request for it.
    if (!(name === 'events.nats' ? events : api)) continue;
    const { method, path } = endpoints[name] as Endpoint;
    const handle = requestHandler(name, options);
    app.on(method, honoPath(path), (c) => handle(c));
    paths.set(path, [...(paths.get(path) ?? []), method]);
  }
  if (events) paths.set(eventStream.path, ['GET']);
  const streamSchema = pathSchema(eventStream.path);
  const stream = async (c: AppContext): Promise<Response> => {
    c.set('route', `GET ${eventStream.path}`);
    if (c.req.method === 'HEAD') throw notAllowed(c, ['GET']);
    const principal = await principalOf(c, options);
    const context = contextOf(c, options, principal, validate(streamSchema, c.req.param(), 'path'));
    return openStream(c, context as WorkspaceContext, options.hub);
  };
  if (events) app.get(honoPath(eventStream.path), stream);
  for (const [path, methods] of paths) {
    app.all(honoPath(path), (c) => {
      throw notAllowed(c, methods);
    });
  }
  return app;
}

/** RFC 9110, section 15.5.6: the answer says what would be allowed. */
function notAllowed(c: AppContext, methods: readonly string[]): ApiError {
  c.header('allow', methods.join(', '));
  return new ApiError('method_not_allowed', `This route takes ${methods.join(', ')}.`);
}

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** The life of a request: path, token, query, body, handler, answer. */
function requestHandler(name: RouteName, options: AppOptions): (c: AppContext) => Promise<Response> {
  const { method, path, access } = endpoints[name] as Endpoint;
  const route: Route = contract[name];
  const paths = pathSchema(path);
  const handler = options.handlers[name] as (context: RequestContext, args: object) => Promise<unknown>;
  return async (c) => {
    c.set('route', `${method} ${path}`);
    // The token comes first: a stranger learns nothing from what is wrong with the rest of a request.
    const principal = access === 'public' ? null : await principalOf(c, options);
    const pathValues = validate(paths, c.req.param(), 'path');
    const context = contextOf(c, options, principal, access === 'workspace' ? pathValues : null);
    const query: unknown = validateQuery(route.query, c);
    const body: unknown =
      route.body && validate(route.body, parseJson(await readBody(c.req.raw, limits.bodyBytes)), 'body');
    const output = await handler(context, { path: pathValues, query, body });
    return output === undefined ? c.body(null, 204) : c.json(output);
  };
}

function validateQuery(schema: z.ZodType | undefined, c: AppContext): unknown {
  const query = parseQuery(new URL(c.req.url));
  if (schema) return validate(schema, query, 'query');
  const [unknown] = Object.keys(query);
  if (unknown !== undefined) throw ApiError.field(`query.${unknown}`, 'is not a field of this request');
  return undefined;
}

function requestContext(c: AppContext, options: AppOptions): RequestContext {
  return {
    requestId: c.get('requestId'),
    ip: options.clientAddress(c.req.raw, peerAddress(c)),
    userAgent: (c.req.header('user-agent') ?? '').slice(0, 300),
    origin: foreignOrigin(c),
  };
}

async function principalOf(c: AppContext, options: AppOptions): Promise<Principal> {
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (token === undefined) throw new ApiError('unauthenticated');
  return options.authenticate(token);
}

function contextOf(
  c: AppContext,
  options: AppOptions,
  principal: Principal | null,
  path: Record<string, unknown> | null,
): RequestContext | SessionContext | WorkspaceContext {
  const context = requestContext(c, options);
  if (!principal) return context;
  if (!path) return { ...context, ...principal };
  const workspaceId = path['workspaceId'] as WorkspaceId;
  // A session that a host opened does not even learn whether another workspace exists.
  if (principal.boundTo !== null && principal.boundTo !== workspaceId) throw new ApiError('not_found');
  return { ...context, ...principal, workspaceId };
}

/**
 * Lets pages of allowed origins in, and tells the others why not: a page may read that it was refused, and nothing
 * else, so that its developer learns the reason where they look for it. No cookie is ever used, so no credentials
 * are allowed.
 */
async function cors(c: AppContext, options: AppOptions): Promise<void> {
  const origin = foreignOrigin(c);
  c.header('vary', 'Origin');
  if (origin === null) return;
  c.header('access-control-allow-origin', origin);
  c.header('access-control-expose-headers', 'retry-after, x-request-id');
  if (c.req.method === 'OPTIONS') {
    c.header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE');
    c.header('access-control-allow-headers', 'authorization, content-type, last-event-id');
    c.header('access-control-max-age', '7200');
    return;
  }
  const workspaceId = /^\/v1\/workspaces\/([0-9a-f-]{36})(?:\/|$)/.exec(c.req.path)?.[1] ?? null;
  if (!(await options.allowsOrigin(origin, workspaceId))) throw new ApiError('origin_not_allowed');
}

/** The origin of a page of another place; null for pages of this server, however it is reached, and for programs. */
function foreignOrigin(c: AppContext): string | null {
  const origin = c.req.header('origin');
  if (origin === undefined) return null;
  // Behind a proxy the scheme is the proxy's, so only the host is compared.
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  return URL.canParse(origin) && new URL(origin).host === host ? null : origin;
}

function problem(c: AppContext, raised: unknown, log: RequestLog): Response {
  const error = databaseError(raised);
  const known = error instanceof ApiError ? error : new ApiError('internal', undefined, { cause: error });
  const requestId = c.get('requestId');
  if (known.code === 'internal' || known.code.startsWith('storage_')) log.error(raised, requestId);
  c.set('errorCode', known.code);
  const body = known.toProblem(requestId);
  for (const [name, value] of Object.entries(apiHeaders)) c.header(name, value);
  if (body.retryAfter !== undefined) c.header('retry-after', String(Math.ceil(body.retryAfter)));
  if (body.status === 401) c.header('www-authenticate', 'Bearer');
  return c.body(JSON.stringify(body), body.status as 400, { 'content-type': 'application/problem+json' });
}
