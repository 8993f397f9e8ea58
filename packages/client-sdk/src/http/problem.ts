import { ApiError } from '../errors/api-error.ts';
import { isRecord } from '../wire/guards.ts';

const codeOfStatus: Readonly<Record<number, string>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'payload_too_large',
  429: 'rate_limited',
  503: 'server_busy',
};

/** Makes an error of an answer that is not 2xx, also of one that a proxy gave instead of the server. */
export async function readProblem(response: Response, now: number): Promise<ApiError> {
  const { status } = response;
  let problem: Record<string, unknown> = {};
  try {
    const body: unknown = await response.json();
    if (isRecord(body)) problem = body;
  } catch {
    // Not JSON, or cut off: the status tells enough.
  }
  const { code, detail, title, retryable, requestId, fields, retryAfter } = problem;
  return new ApiError({
    status,
    code:
      typeof code === 'string'
        ? code
        : (codeOfStatus[status] ?? (status >= 500 ? 'internal' : 'invalid_request')),
    message:
      ([detail, title].find((text) => typeof text === 'string' && text !== '') as string | undefined) ??
      `The server answered with status ${status}`,
    retryable: typeof retryable === 'boolean' ? retryable : status >= 500 || status === 429 || status === 408,
    requestId: typeof requestId === 'string' ? requestId : null,
    retryAfterMs:
      typeof retryAfter === 'number'
        ? retryAfter * 1_000
        : readRetryAfter(response.headers.get('retry-after'), now),
    fields: Array.isArray(fields) ? (fields as { field: string; message: string }[]) : [],
  });
}

/** A `Retry-After` header in milliseconds: seconds or a date (RFC 9110, section 10.2.3). Null when there is none. */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const milliseconds = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1_000;
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds);
}
