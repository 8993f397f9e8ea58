import type { WorkspaceId } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import type { ApiRequest } from './exchange.ts';

/** Whether pages of an origin may call: for one workspace, or, with null, for a route that belongs to none. */
export type AllowsOrigin = (origin: string, workspaceId: WorkspaceId | null) => Promise<boolean>;

/** The origin of a page of another place; null for pages of this server, however it is reached, and for programs. */
export function foreignOrigin(request: ApiRequest): string | null {
  const origin = request.header('origin');
  if (origin === undefined) return null;
  // Behind a proxy the scheme is the proxy's, so only the host is compared.
  return URL.canParse(origin) && new URL(origin).host === request.header('host') ? null : origin;
}

/**
 * What tells a browser whether a page may read the answer. It may even where it is refused, and nothing else, so
 * that its developer learns the reason where they look for it. No cookie is ever used, so no credentials are allowed.
 */
export function corsHeaders(origin: string | null): Record<string, string> {
  if (origin === null) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'retry-after, x-request-id',
  };
}

/** What a page may ask for, answered before it asks. */
export const preflightHeaders = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type, last-event-id',
  'access-control-max-age': '7200',
} as const;

/** @throws {ApiError} `origin_not_allowed` for a page of another place that no list names. */
export async function requireAllowedOrigin(
  origin: string,
  path: string,
  allowsOrigin: AllowsOrigin,
): Promise<void> {
  const workspaceId = /^\/v1\/workspaces\/([0-9a-f-]{36})(?:\/|$)/.exec(path)?.[1] ?? null;
  if (!(await allowsOrigin(origin, workspaceId))) throw new ApiError('origin_not_allowed');
}
