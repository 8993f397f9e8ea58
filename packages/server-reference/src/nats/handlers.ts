import { ApiError } from '../errors/api-error.ts';
import type { Handlers } from '../http/handlers.ts';
import type { NatsStreams } from './streams.ts';

/** @param services.streams - Null when this server offers no events over NATS. */
export function natsHandlers({
  streams,
}: {
  readonly streams: NatsStreams | null;
}): Pick<Handlers, 'events.nats'> {
  return {
    'events.nats': async ({ workspaceId, userId, sessionId }, { body }) => {
      if (!streams) throw new ApiError('not_found', 'This server has no events over NATS.');
      return streams.open({ workspaceId, userId, sessionId, cursor: body.cursor });
    },
  };
}
