import { endpoints, eventStream, type RouteName } from '@fechatter/protocol';

/** A route of the contract, or the event stream. */
export type AnyRoute = RouteName | 'events';

interface FoundRoute {
  readonly name: AnyRoute;
  /** The values in its path. */
  readonly path: Readonly<Record<string, string>>;
}

const patterns = [...Object.entries(endpoints), ['events', eventStream] as const].map(
  ([name, { method, path }]) => ({
    name: name as AnyRoute,
    method,
    pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  }),
);

/** Which methods the contract has for a path. */
export const methodsOf = (pathname: string): readonly string[] =>
  patterns.filter(({ pattern }) => pattern.test(pathname)).map(({ method }) => method);

/** Which route of the contract a request is for; null for none. */
export function findRoute(method: string, pathname: string): FoundRoute | null {
  for (const { name, method: expected, pattern } of patterns) {
    const match = method === expected ? pattern.exec(pathname) : null;
    if (match === null) continue;
    const values = Object.entries(match.groups ?? {});
    return { name, path: Object.fromEntries(values.map(([key, value]) => [key, decodeURIComponent(value)])) };
  }
  return null;
}
