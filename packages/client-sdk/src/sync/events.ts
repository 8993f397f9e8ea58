import type { ChatEvent, EventsClient } from './api.ts';
import type { WorkspaceSync } from './workspace-sync.ts';

/** Tells applications of each event, as it tells the parts of the client. */
export function createEventsClient(sync: Pick<WorkspaceSync, 'listen'>): EventsClient {
  const subscribe = (listener: (event: ChatEvent) => void): (() => void) =>
    sync.listen({ event: listener, snapshot: () => listener({ type: 'snapshot' }) });
  return {
    subscribe,
    on: (type, listener) =>
      subscribe((event) => {
        if (event.type === type) listener(event as Parameters<typeof listener>[0]);
      }),
  };
}
