import {
  endpoints,
  eventStream,
  limits,
  type RouteArguments,
  type RouteName,
  type RouteOutput,
  type WorkspaceId,
} from '@fechatter/protocol';
import { contract, pathSchema, type Route } from '@fechatter/protocol/schemas';
import { findRoute, methodsOf, type AnyRoute } from '../route.ts';
import { Refusal, problemResponse } from './refusal.ts';
import type { Principal, Sessions } from './sessions.ts';
import type { WorkspaceState } from './state.ts';
import type { EventStreams } from './streams.ts';

/** Who asks, and what of the server a handler works with. */
export interface HandlerContext extends Principal {
  readonly sessions: Sessions;
  readonly state: WorkspaceState;
  readonly streams: EventStreams;
}

/** What the server does for each route, once the request was parsed. Nothing in it waits: a call is done at once or not at all. */
export type Handlers = {
  readonly [K in RouteName]?: (context: HandlerContext, args: RouteArguments<K>) => RouteOutput<K>;
};

/** One workspace of the server. */
export interface Room {
  readonly state: WorkspaceState;
  readonly streams: EventStreams;
}

interface Parts {
  readonly handlers: Handlers;
  readonly sessions: Sessions;
  readonly room: (id: WorkspaceId) => Room | undefined;
}

/** How a part of a request is parsed. */
type Schema = NonNullable<Route['query']>;

const pathSchemas = new Map<string, Schema>();
const pathSchemaOf = (path: string): Schema => {
  const schema = pathSchemas.get(path) ?? pathSchema(path);
  pathSchemas.set(path, schema);
  return schema;
};

/** Parses requests by the contract, asks who calls, and answers with what the handler gives, or with a problem. */
export class Router {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The server as a fetch handler. */
  async handle(request: Request, signal: AbortSignal): Promise<Response> {
    try {
      return await this.#answer(request, signal);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message, fields } = error;
      return problemResponse(code, { detail: message, fields });
    }
  }

  async #answer(request: Request, signal: AbortSignal): Promise<Response> {
    const url = new URL(request.url);
    const found = findRoute(request.method, url.pathname);
    const others = found === null ? methodsOf(url.pathname) : [];
    if (others.length > 0) throw new Refusal('method_not_allowed', `This route takes ${others.join(', ')}.`);
    if (found === null)
      throw new Refusal('not_found', `There is no such route: ${request.method} ${url.pathname}.`);
    const { name, path } = found;
    const { access, path: template } = name === 'events' ? eventStream : endpoints[name];
    const principal = access === 'public' ? null : this.#principal(request);
    const values = validate(pathSchemaOf(template), path, 'path') as Record<string, string>;
    if (name === 'events') return this.#open(request, url, values, principal, signal);
    const route: Route = contract[name];
    const given = parseQuery(url);
    if (!route.query) refuseQuery(given);
    const query = route.query && validate(route.query, given, 'query');
    const body = route.body && validate(route.body, await readJson(request), 'body');
    const output = this.#call(name, principal, { path: values, query, body });
    return output === undefined ? new Response(null, { status: 204 }) : Response.json(output);
  }

  #principal(request: Request): Principal {
    const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (token === undefined) throw new Refusal('unauthenticated');
    return this.#parts.sessions.authenticate(token);
  }

  #call(
    name: RouteName,
    principal: Principal | null,
    args: { readonly path: Record<string, string>; readonly query: unknown; readonly body: unknown },
  ): unknown {
    const { handlers, sessions } = this.#parts;
    const handler = handlers[name] as ((context: HandlerContext, args: object) => unknown) | undefined;
    if (handler === undefined) throw notServed(name);
    const { workspaceId } = args.path;
    const room = workspaceId === undefined ? null : this.#roomOf(workspaceId);
    const context = { ...principal, sessions, ...room } as HandlerContext;
    return handler(context, args);
  }

  #roomOf(id: WorkspaceId): Room {
    const room = this.#parts.room(id);
    if (room === undefined)
      throw new Refusal('not_found', 'There is no such workspace, or you do not belong to it.');
    return room;
  }

  #open(
    request: Request,
    url: URL,
    path: Record<string, string>,
    principal: Principal | null,
    signal: AbortSignal,
  ): Response {
    const { cursor = null, ...unknown } = parseQuery(url);
    refuseQuery(unknown);
    const { streams } = this.#roomOf(path['workspaceId'] ?? '');
    if (principal === null) throw new Refusal('unauthenticated');
    const from = request.headers.get('last-event-id') ?? (Array.isArray(cursor) ? cursor.join() : cursor);
    return streams.open(principal, from, signal);
  }
}

/** A route of the contract that a test has to answer itself. */
export const notServed = (name: AnyRoute): Refusal =>
  new Refusal(
    'not_found',
    `The test server does not serve ${name}. Answer it in your test: server.faults.intercept('${name}', () => Response.json(...)).`,
  );

function validate(schema: Schema, value: unknown, part: 'path' | 'query' | 'body'): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: [part, ...issue.path, key].join('.'),
          message: 'is not a field of this request',
        }))
      : [{ field: [part, ...issue.path].join('.'), message: issue.message }],
  );
  throw new Refusal(
    'invalid_request',
    fields.map(({ field, message }) => `${field}: ${message}`).join('; '),
    fields,
  );
}

function parseQuery(url: URL): Record<string, string | string[]> {
  const names = [...new Set(url.searchParams.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = url.searchParams.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

function refuseQuery(query: Record<string, unknown>): void {
  const [unknown] = Object.keys(query);
  if (unknown !== undefined) throw Refusal.field(`query.${unknown}`, 'is not a field of this request');
}

async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  if (new TextEncoder().encode(text).byteLength > limits.bodyBytes) throw new Refusal('payload_too_large');
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    throw new Refusal('unsupported_media_type');
  if (text === '') throw Refusal.field('body', 'must be a JSON object');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal('invalid_request', 'body: is not JSON in UTF-8', [
      { field: 'body', message: 'is not JSON in UTF-8' },
    ]);
  }
}
