/** What a handler is: a function from the parsed input of a route to its output. */
import type {
  RouteArguments,
  RouteName,
  RouteOutput,
  SessionId,
  UserId,
  WorkspaceId,
  endpoints,
} from '@fechatter/protocol';

/** What is known of every request. */
export interface RequestContext {
  readonly requestId: string;
  /** The address of the peer, or of the client that a trusted proxy names. */
  readonly ip: string;
  readonly userAgent: string;
  /** The `Origin` of a page that calls from another place; null for everybody else. */
  readonly origin: string | null;
}

/** A request with a valid access token. */
export interface SessionContext extends RequestContext {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** The one workspace that the session may enter; null for any of the person's. */
  readonly boundTo: WorkspaceId | null;
}

/**
 * A request with a valid access token on a route below a workspace. That the session may enter this workspace
 * is certain; that the person belongs to it is checked where the database is read, in the same transaction.
 */
export interface WorkspaceContext extends SessionContext {
  readonly workspaceId: WorkspaceId;
}

interface Contexts {
  readonly public: RequestContext;
  readonly session: SessionContext;
  readonly workspace: WorkspaceContext;
}

export type Handler<K extends RouteName> = (
  context: Contexts[(typeof endpoints)[K]['access']],
  args: RouteArguments<K>,
) => Promise<RouteOutput<K>>;

/** A handler for every route of the contract: one that is missing does not compile. */
export type Handlers = { readonly [K in RouteName]: Handler<K> };
