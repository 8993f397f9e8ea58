/**
 * The AsyncAPI 3.0 document of the event stream, made from the schemas of the events.
 *
 * @packageDocumentation
 */
import type * as z from 'zod';
import { eventStream } from './endpoint.ts';
import { controlEvents, ephemeralEvents, loggedEvents } from './events/schemas.ts';
import { jsonSchema, namedSchemas } from './json-schema.ts';

const groups: readonly (readonly [
  tag: string,
  description: string,
  events: Readonly<Record<string, z.ZodType>>,
])[] = [
  ['log', 'Kept, numbered, and replayed to whoever was away. The id of the frame is the seq.', loggedEvents],
  ['moment', 'Sent to those who listen, never kept. Without an id.', ephemeralEvents],
  ['control', 'Steers the stream itself. Without an id.', controlEvents],
];

const messageName = (type: string): string => type.replaceAll('.', '_');

function message(type: string, schema: z.ZodType, tag: string): unknown {
  return {
    name: type,
    title: type,
    summary: schema.description ?? type,
    contentType: 'application/json',
    tags: [{ name: tag }],
    payload: jsonSchema(schema, 'output'),
  };
}

/** Makes the AsyncAPI 3.0 document. */
export function asyncApiDocument(
  options: { readonly host?: string; readonly version?: string } = {},
): Record<string, unknown> {
  const entries = groups.flatMap(([tag, , events]) =>
    Object.entries(events).map(([type, schema]) => ({ tag, type, schema })),
  );
  const parameters: Record<string, unknown> = { workspaceId: { description: 'Identifies the workspace.' } };
  return {
    asyncapi: '3.0.0',
    id: 'urn:fechatter:events',
    defaultContentType: 'application/json',
    info: {
      title: 'FeChatter events',
      version: options.version ?? '1.0.0',
      description:
        'The events of a workspace, as Server-Sent Events: `event:` holds the type, `id:` the seq of an event of the log, `data:` the payload as one line of JSON. ' +
        'A cursor is the `cursorPrefix` of the hello followed by the last id; given as `Last-Event-ID` it resumes the stream: complete, or with an explicit reset.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      contact: { name: 'FeChatter', url: 'https://fechatter.dev' },
      tags: groups.map(([name, description]) => ({ name, description })),
    },
    servers: {
      default: {
        host: options.host ?? 'localhost:6688',
        protocol: 'https',
        description: 'A FeChatter server.',
        security: [{ $ref: '#/components/securitySchemes/accessToken' }],
      },
    },
    channels: {
      events: {
        address: eventStream.path,
        title: 'Events of a workspace',
        description: 'What the caller may see, in the order of the log.',
        parameters,
        messages: Object.fromEntries(
          entries.map(({ type }) => [
            messageName(type),
            { $ref: `#/components/messages/${messageName(type)}` },
          ]),
        ),
      },
    },
    operations: {
      follow: {
        action: 'send',
        title: 'Follow a workspace',
        summary: 'The server sends what happens.',
        description:
          'First `hello`, then the replay if a cursor was given, then `live`, then what happens, with a `heartbeat` where nothing does.',
        channel: { $ref: '#/channels/events' },
        messages: entries.map(({ type }) => ({ $ref: `#/channels/events/messages/${messageName(type)}` })),
      },
    },
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token of a session.',
        },
      },
      messages: Object.fromEntries(
        entries.map(({ tag, type, schema }) => [messageName(type), message(type, schema, tag)]),
      ),
      schemas: namedSchemas(entries.map(({ schema }) => ({ schema, io: 'output' }))),
    },
  };
}
