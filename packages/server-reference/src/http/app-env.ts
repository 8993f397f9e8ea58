import type { IncomingMessage, ServerResponse } from 'node:http';

/** What Node's HTTP adapter adds to a request; nothing of it is there on another runtime. */
export interface NodeBindings {
  readonly incoming?: IncomingMessage;
  readonly outgoing?: ServerResponse;
}

/** What goes with a request through the application. */
export type AppEnv = {
  Bindings: NodeBindings;
  Variables: { requestId: string; route: string; errorCode?: string };
};
