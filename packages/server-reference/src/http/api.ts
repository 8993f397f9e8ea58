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
import type { z } from 'zod';
import { ApiError } from '../errors/api-error.ts';
import type { Hub } from '../realtime/hub.ts';
import { readBody } from './body.ts';
import {
  corsHeaders,
  foreignOrigin,
  preflightHeaders,
  requireAllowedOrigin,
  type AllowsOrigin,
} from './cors.ts';
import { openStream } from './event-stream.ts';
import type { Api, ApiReply, ApiRequest } from './exchange.ts';
import type { Handlers, RequestContext, SessionContext, WorkspaceContext } from './handlers.ts';
import { apiHeaders, problemReply } from './problem.ts';
import { NO_ROUTE, type RequestLog } from './request-log.ts';
import { Routes } from './routes.ts';
import { parseJson, parseQuery, validate } from './validate.ts';

/** Who a bearer token speaks for. */
export interface Principal {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** The one workspace that the session may enter; null for any of the person's. */
  readonly boundTo: WorkspaceId | null;
}

/** What the API is made from. */
export interface ApiOptions {
  readonly handlers: Handlers;
  readonly hub: Hub;
  /** What this process answers; the rest is not found here. Default: both. */
  readonly serves?: { readonly api: boolean; readonly events: boolean };
  /** Raises `unauthenticated`, `token_expired` or `session_revoked`. */
  readonly authenticate: (token: string) => Promise<Principal>;
  readonly allowsOrigin: AllowsOrigin;
  /** The address of the client, as far as proxies are trusted. */
  readonly clientAddress: (request: ApiRequest) => string;
  readonly log: RequestLog;
}

/** One request on its way through the API. */
interface Exchange {
  readonly request: ApiRequest;
  readonly requestId: string;
  readonly origin: string | null;
  /** What the path matched; `none` until it has. */
  route: string;
  params: Readonly<Record<string, string>>;
  /** What an error has to tell besides itself. */
  allow?: string;
}

type Answer = (exchange: Exchange) => Promise<ApiReply>;

/** The API: every route of the contract, and the event stream. */
export function createApi(options: ApiOptions): Api {
  const { log } = options;
  const routes = routesOf(options);
  return async (request) => {
    const start = performance.now();
    const exchange: Exchange = {
      request,
      requestId: createId(),
      origin: foreignOrigin(request),
      route: NO_ROUTE,
      params: {},
    };
    const common = { ...corsHeaders(exchange.origin), 'x-request-id': exchange.requestId };
    let reply: ApiReply;
    let code: string | undefined;
    try {
      const answered = await answer(exchange, routes, options);
      reply = { ...answered, headers: { ...answered.headers, ...common } };
    } catch (error) {
      const problem = problemReply(error, exchange.requestId, log);
      code = problem.code;
      const allow = exchange.allow === undefined ? {} : { allow: exchange.allow };
      reply = { ...problem, headers: { ...problem.headers, ...allow, ...common } };
    }
    log.request({
      requestId: exchange.requestId,
      method: request.method,
      route: exchange.route,
      status: reply.status,
      milliseconds: Math.round(performance.now() - start),
      ...(code !== undefined && { code }),
    });
    return reply;
  };
}

async function answer(exchange: Exchange, routes: Routes<Answer>, options: ApiOptions): Promise<ApiReply> {
  const { request, origin } = exchange;
  if (request.method === 'OPTIONS')
    return { status: 204, headers: origin === null ? {} : preflightHeaders, body: null };
  if (origin !== null) await requireAllowedOrigin(origin, request.path, options.allowsOrigin);
  // HEAD is answered as GET is; whoever sends the answer leaves its body out (RFC 9110, section 9.3.2).
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const found = routes.find(method, request.path);
  if (!found) throw new ApiError('not_found', 'There is no such route.');
  const answerRoute = found.methods.get(method);
  if (!answerRoute) throw notAllowed(exchange, [...found.methods.keys()]);
  exchange.params = found.params;
  return answerRoute(exchange);
}

/** RFC 9110, section 15.5.6: the answer says what would be allowed. */
function notAllowed(exchange: Exchange, methods: readonly string[]): ApiError {
  exchange.allow = methods.join(', ');
  return new ApiError('method_not_allowed', `This route takes ${exchange.allow}.`);
}

function routesOf(options: ApiOptions): Routes<Answer> {
  const { api, events } = options.serves ?? { api: true, events: true };
  const routes = new Routes<Answer>();
  for (const name of Object.keys(endpoints) as RouteName[]) {
    // A stream is held by whoever answers the request for it.
    if (!(name === 'events.nats' ? events : api)) continue;
    const { method, path } = endpoints[name] as Endpoint;
    routes.add(method, path, routeAnswer(name, options));
  }
  if (events) routes.add('GET', eventStream.path, streamAnswer(options));
  return routes;
}

/** The life of a request: token, path, query, body, handler, answer. */
function routeAnswer(name: RouteName, options: ApiOptions): Answer {
  const { method, path, access } = endpoints[name] as Endpoint;
  const route: Route = contract[name];
  const paths = pathSchema(path);
  const handler = options.handlers[name] as (context: RequestContext, args: object) => Promise<unknown>;
  return async (exchange) => {
    exchange.route = `${method} ${path}`;
    const { request } = exchange;
    // The token comes first: a stranger learns nothing from what is wrong with the rest of a request.
    const principal = access === 'public' ? null : await principalOf(request, options);
    const pathValues = validate(paths, exchange.params, 'path');
    const context = contextOf(exchange, options, principal, access === 'workspace' ? pathValues : null);
    const query: unknown = validateQuery(route.query, request.query);
    const body: unknown =
      route.body && validate(route.body, parseJson(await readBody(request, limits.bodyBytes)), 'body');
    const output = await handler(context, { path: pathValues, query, body });
    return output === undefined
      ? { status: 204, headers: apiHeaders, body: null }
      : { status: 200, headers: jsonHeaders, body: JSON.stringify(output) };
  };
}

const jsonHeaders = { ...apiHeaders, 'content-type': 'application/json' } as const;

function streamAnswer(options: ApiOptions): Answer {
  const paths = pathSchema(eventStream.path);
  return async (exchange) => {
    exchange.route = `GET ${eventStream.path}`;
    if (exchange.request.method === 'HEAD') throw notAllowed(exchange, ['GET']);
    const principal = await principalOf(exchange.request, options);
    const context = contextOf(exchange, options, principal, validate(paths, exchange.params, 'path'));
    return openStream(exchange.request, context as WorkspaceContext, options.hub);
  };
}

function validateQuery(schema: z.ZodType | undefined, query: string): unknown {
  if (query === '' && !schema) return undefined;
  const values = parseQuery(query);
  if (schema) return validate(schema, values, 'query');
  const [unknown] = Object.keys(values);
  if (unknown !== undefined) throw ApiError.field(`query.${unknown}`, 'is not a field of this request');
  return undefined;
}

async function principalOf(request: ApiRequest, options: ApiOptions): Promise<Principal> {
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.header('authorization') ?? '')?.[1];
  if (token === undefined) throw new ApiError('unauthenticated');
  return options.authenticate(token);
}

function contextOf(
  { request, requestId, origin }: Exchange,
  options: ApiOptions,
  principal: Principal | null,
  path: Record<string, unknown> | null,
): RequestContext | SessionContext | WorkspaceContext {
  const context: RequestContext = {
    requestId,
    ip: options.clientAddress(request),
    userAgent: (request.header('user-agent') ?? '').slice(0, 300),
    origin,
  };
  if (!principal) return context;
  if (!path) return { ...context, ...principal };
  const workspaceId = path['workspaceId'] as WorkspaceId;
  // A session that a host opened does not even learn whether another workspace exists.
  if (principal.boundTo !== null && principal.boundTo !== workspaceId) throw new ApiError('not_found');
  return { ...context, ...principal, workspaceId };
}
