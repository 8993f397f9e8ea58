import { ApiError } from '../errors/api-error.ts';

/** The SQLSTATE of a database error, or the code of a failed connection. */
export function errorCodeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** A deadlock or a lost race: the same transaction, run again, may succeed. */
export const isTransient = (error: unknown): boolean => ['40001', '40P01'].includes(errorCodeOf(error));

/** Whether a unique index refused a row. */
export const isUniqueViolation = (error: unknown): boolean => errorCodeOf(error) === '23505';

/** Out of disk. */
const full = new Set(['53100', 'ENOSPC']);
/** The connection broke or was refused, a statement took too long, or the server is starting, stopping, out of memory or out of connections. */
const unreachable =
  /^(08|57P|57014|53[23]00|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|CONNECT)/;

/** Turns what a database raised into what a request is answered with; anything else stays as it is. */
export function databaseError(error: unknown): unknown {
  if (error instanceof ApiError) return error;
  const code = errorCodeOf(error);
  if (full.has(code)) return new ApiError('storage_full', undefined, { cause: error });
  if (unreachable.test(code))
    return new ApiError('storage_unavailable', undefined, { cause: error, retryAfter: 2 });
  return error;
}
