import type { IncomingMessage, ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { Hub, Reader } from '../realtime/hub.ts';
import { nodeSink } from '../realtime/node-sink.ts';
import { webSink } from '../realtime/web-sink.ts';
import type { AppEnv } from './app.ts';
import type { WorkspaceContext } from './handlers.ts';

/** What Node's HTTP adapter adds to a request; nothing of it is there on another runtime. */
export interface NodeBindings {
  readonly incoming?: IncomingMessage;
  readonly outgoing?: ServerResponse;
}

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Tells nginx and those who took over its habit to pass on each event as it comes.
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
} as const;

/** Answers with an event stream: on Node past the HTTP framing, elsewhere through a web stream. */
export async function openStream(c: Context<AppEnv>, context: WorkspaceContext, hub: Hub): Promise<Response> {
  const reader: Reader = {
    workspaceId: context.workspaceId,
    userId: context.userId,
    sessionId: context.sessionId,
    cursor: c.req.header('last-event-id') ?? c.req.query('cursor') ?? null,
  };
  const admitted = await hub.admit(reader);
  const corsHeaders = Object.fromEntries([...c.res.headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'));
  const all = { ...headers, ...corsHeaders, 'x-request-id': context.requestId };
  const { outgoing } = c.env;
  if (outgoing) {
    void hub.open(reader, nodeSink(outgoing, all), admitted);
    return RESPONSE_ALREADY_SENT;
  }
  const { sink, response } = webSink(all);
  void hub.open(reader, sink, admitted);
  return response;
}
