import { databaseError } from '../database/errors.ts';
import { ApiError } from '../errors/api-error.ts';
import type { RequestLog } from './request-log.ts';

/** What every answer of the API carries, errors on other paths too. */
export const apiHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** The answer to a request that raised an error (RFC 9457). What was not foreseen is logged, and told to nobody. */
export function problemReply(raised: unknown, requestId: string, log: RequestLog) {
  const error = databaseError(raised);
  const known = error instanceof ApiError ? error : new ApiError('internal', undefined, { cause: error });
  if (known.code === 'internal' || known.code.startsWith('storage_')) log.error(raised, requestId);
  const problem = known.toProblem(requestId);
  const headers: Record<string, string> = { ...apiHeaders, 'content-type': 'application/problem+json' };
  if (problem.retryAfter !== undefined) headers['retry-after'] = String(Math.ceil(problem.retryAfter));
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer';
  return { code: known.code, status: problem.status, headers, body: JSON.stringify(problem) };
}
