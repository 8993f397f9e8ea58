import { chatEndpoints, type Endpoint, type RouteName } from '@fechatter/protocol';
import { loadPart } from '../loading/load-part.ts';
import { replyGuards, type Guard } from '../wire/guards.ts';

/** Where a route is found, and what its answer has to be like. */
export interface FoundRoute {
  readonly endpoint: Endpoint;
  readonly guard: Guard;
}

const known: Readonly<Record<string, Endpoint>> = chatEndpoints;

/**
 * Finds a route. Those that not every chat needs are loaded with the first call of one.
 *
 * @throws {@link NetworkError} when they cannot be loaded
 */
export async function findRoute(name: RouteName): Promise<FoundRoute> {
  const endpoint = known[name];
  if (endpoint !== undefined) return { endpoint, guard: replyGuards[name] ?? (() => true) };
  const { occasionalRoute } = await loadPart(() => import('./occasional-routes.ts'));
  return occasionalRoute(name);
}
