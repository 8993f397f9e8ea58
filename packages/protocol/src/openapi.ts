/**
 * The OpenAPI 3.1 document of the protocol, made from the contract.
 *
 * @packageDocumentation
 */
import type * as z from 'zod';
import { contract, pathSchema, type Route } from './contract.ts';
import { eventStream, type Endpoint } from './endpoint.ts';
import { endpoints, type RouteName } from './endpoints.ts';
import { errorCodes, type ErrorCode } from './errors/codes.ts';
import { Problem } from './errors/schemas.ts';
import { jsonSchema, namedSchemas } from './json-schema.ts';

const tags: Record<string, string> = {
  server: 'What a server is',
  auth: 'Accounts, sessions and passwords',
  invites: 'Links that let people in',
  workspaces: 'Walled-off places with their own people and channels',
  appKeys: 'Keys with which a host application vouches for its own users',
  users: 'People as a workspace sees them',
  me: 'The caller in one workspace',
  presence: 'Who is there',
  channels: 'Conversations and who is in them',
  messages: 'Timelines and their messages',
  reports: 'What people ask those who keep order to look at',
  search: 'Finding messages, people and channels',
  events: 'The live stream',
};

/** Errors that any route of a kind can give. */
function commonErrors(endpoint: Endpoint, route: Route): ErrorCode[] {
  const codes: ErrorCode[] = ['rate_limited', 'internal', 'storage_unavailable', 'server_stopping'];
  if (route.body || route.query || endpoint.path.includes('{')) codes.push('invalid_request');
  if (route.body) codes.push('payload_too_large', 'unsupported_media_type');
  if (endpoint.access !== 'public') codes.push('unauthenticated', 'token_expired', 'session_revoked');
  if (endpoint.access === 'workspace') codes.push('not_found', 'forbidden', 'origin_not_allowed');
  return codes;
}

function errorResponses(codes: readonly ErrorCode[]): Record<string, unknown> {
  const byStatus = Map.groupBy(new Set(codes), (code) => errorCodes[code].status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, group]) => [
        status,
        {
          description: group.map((code) => `\`${code}\`: ${errorCodes[code].title}.`).join('\n\n'),
          ...(group.some((code) => errorCodes[code].status === 429) && {
            headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } },
          }),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  );
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): unknown[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: rest,
  }));
}

function operation(name: RouteName): unknown {
  const endpoint: Endpoint = endpoints[name];
  const route: Route = contract[name];
  return {
    operationId: name,
    tags: [name.split('.')[0]],
    summary: route.summary,
    description: route.description ?? `${route.summary}.`,
    ...(endpoint.access === 'public' && { security: [] }),
    parameters: [...parameters(pathSchema(endpoint.path), 'path'), ...parameters(route.query, 'query')],
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: jsonSchema(route.body, 'input') } },
      },
    }),
    responses: {
      ...(route.output
        ? {
            200: {
              description: 'Done.',
              content: { 'application/json': { schema: jsonSchema(route.output, 'output') } },
            },
          }
        : { 204: { description: 'Done.' } }),
      ...errorResponses([...commonErrors(endpoint, route), ...route.errors]),
    },
  };
}

function streamOperation(): unknown {
  return {
    operationId: 'events.stream',
    tags: ['events'],
    summary: 'Follow the events of a workspace',
    description:
      'Server-Sent Events, as the AsyncAPI document at `/asyncapi.json` describes them. The cursor in `Last-Event-ID`, or `cursor`, says where to go on; without one the stream starts now.',
    parameters: [
      ...parameters(pathSchema(eventStream.path), 'path'),
      {
        name: 'Last-Event-ID',
        in: 'header',
        required: false,
        description:
          'A cursor: from a snapshot, or the `cursorPrefix` of the hello followed by the id of the last frame.',
        schema: { type: 'string' },
      },
      {
        name: 'cursor',
        in: 'query',
        required: false,
        description: 'The same, for clients that cannot set the header.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      ...errorResponses([
        'invalid_request',
        'invalid_cursor',
        'unauthenticated',
        'token_expired',
        'session_revoked',
        'origin_not_allowed',
        'not_found',
        'rate_limited',
        'server_busy',
        'server_stopping',
        'storage_unavailable',
        'internal',
      ]),
    },
  };
}

/** Makes the OpenAPI 3.1 document. `server` is the address to call; by default that of the document itself. */
export function openApiDocument(
  options: { readonly server?: string; readonly version?: string } = {},
): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const name of Object.keys(endpoints) as RouteName[]) {
    const { method, path } = endpoints[name];
    (paths[path] ??= {})[method.toLowerCase()] = operation(name);
  }
  (paths[eventStream.path] ??= {})['get'] = streamOperation();
  return {
    openapi: '3.1.0',
    info: {
      title: 'FeChatter',
      version: options.version ?? '1.0.0',
      description: 'Team chat for any product: workspaces, conversations, messages and live events.',
      license: { name: 'MIT', identifier: 'MIT' },
      contact: { name: 'FeChatter', url: 'https://fechatter.dev' },
    },
    servers: [{ url: options.server ?? '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    security: [{ accessToken: [] }],
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token of a session.',
        },
      },
      schemas: namedSchemas([
        { schema: Problem, io: 'output' },
        ...Object.values(contract).flatMap((route: Route) => [
          ...(route.query ? [{ schema: route.query, io: 'input' as const }] : []),
          ...(route.body ? [{ schema: route.body, io: 'input' as const }] : []),
          ...(route.output ? [{ schema: route.output, io: 'output' as const }] : []),
        ]),
      ]),
    },
  };
}
