import { ApiError } from '../errors/api-error.ts';
import type { Handlers } from '../http/handlers.ts';
import type { Presences } from './presences.ts';

export function presenceHandlers(presences: Presences): Pick<Handlers, 'presence.set'> {
  return {
    // A connection belongs to the person who opened it in this workspace, so finding it is the check.
    'presence.set': ({ workspaceId, userId }, { body }) => {
      if (!presences.setActivity(workspaceId, userId, body.connectionId, body.activity)) throw new ApiError('not_found', 'There is no such open connection of yours.');
      return Promise.resolve(undefined);
    },
  };
}
