import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { ApiError } from '../errors/api-error.ts';
import type { Hub } from '../realtime/hub.ts';
import { nodeSink } from '../realtime/node-sink.ts';
import { webSink } from '../realtime/web-sink.ts';
import type { AppEnv, NodeBindings } from './app-env.ts';
import type { WorkspaceContext } from './handlers.ts';
import { parseQuery } from './validate.ts';

const nodeResponse = (c: Context<AppEnv>): ServerResponse | undefined =>
  (c.env as NodeBindings | undefined)?.outgoing;

/** The address at the other end of the connection; empty on another runtime. */
export const peerAddress = (c: Context<AppEnv>): string =>
  (c.env as NodeBindings | undefined)?.incoming?.socket.remoteAddress ?? '';

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Tells nginx and those who took over its habit to pass on each event as it comes.
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
} as const;

/** Answers with an event stream: on Node past the HTTP framing, elsewhere through a web stream. */
export async function openStream(c: Context<AppEnv>, context: WorkspaceContext, hub: Hub): Promise<Response> {
  const { cursor, ...unknown } = parseQuery(new URL(c.req.url));
  for (const name of Object.keys(unknown))
    throw ApiError.field(`query.${name}`, 'is not a field of this request');
  const admission = await hub.admit({
    workspaceId: context.workspaceId,
    userId: context.userId,
    sessionId: context.sessionId,
    cursor: c.req.header('last-event-id') ?? (Array.isArray(cursor) ? cursor.join() : cursor) ?? null,
  });
  const corsHeaders = Object.fromEntries(
    [...c.res.headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'),
  );
  const all = { ...headers, ...corsHeaders, 'x-request-id': context.requestId };
  const outgoing = nodeResponse(c);
  // A response has no socket while an earlier one of a pipeline is still being sent.
  if (outgoing?.socket) {
    void hub.open(admission, nodeSink(outgoing, outgoing.socket, all));
    return RESPONSE_ALREADY_SENT;
  }
  const { sink, response } = webSink(all);
  void hub.open(admission, sink);
  return response;
}
