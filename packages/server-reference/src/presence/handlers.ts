import type { EventBus } from '../event-bus/event-bus.ts';
import type { Handlers } from '../http/handlers.ts';
import type { Presences } from './presences.ts';

export function presenceHandlers({
  presences,
  bus,
}: {
  readonly presences: Presences;
  readonly bus: EventBus;
}): Pick<Handlers, 'presence.set'> {
  return {
    // Only a connection that the person themself opened in this workspace is changed by this, so finding it is the
    // check. The one that is not here may be at another process.
    'presence.set': ({ workspaceId, userId }, { body }) => {
      if (!presences.setActivity(workspaceId, userId, body.connectionId, body.activity))
        bus.tell({ kind: 'activity', workspaceId, userId, ...body });
      return Promise.resolve(undefined);
    },
  };
}
