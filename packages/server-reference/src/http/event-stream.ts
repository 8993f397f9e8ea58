import { ApiError } from '../errors/api-error.ts';
import type { Hub } from '../realtime/hub.ts';
import type { ApiReply, ApiRequest } from './exchange.ts';
import type { WorkspaceContext } from './handlers.ts';
import { parseQuery } from './validate.ts';

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Tells nginx and those who took over its habit to pass on each event as it comes.
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
} as const;

/** Answers with an event stream, which goes on after what the reader has seen. */
export async function openStream(
  request: ApiRequest,
  context: WorkspaceContext,
  hub: Hub,
): Promise<ApiReply> {
  const { cursor, ...unknown } = parseQuery(request.query);
  for (const name of Object.keys(unknown))
    throw ApiError.field(`query.${name}`, 'is not a field of this request');
  const admission = await hub.admit({
    workspaceId: context.workspaceId,
    userId: context.userId,
    sessionId: context.sessionId,
    cursor: request.header('last-event-id') ?? (Array.isArray(cursor) ? cursor.join() : cursor) ?? null,
  });
  return { status: 200, headers, stream: (sink) => void hub.open(admission, sink) };
}
