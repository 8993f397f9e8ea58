import { errorCodes, errorType, type ErrorCode, type FieldError, type Problem } from '@fechatter/protocol';

/** Why the server does not do what it was asked: a code of the contract. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];

  constructor(code: ErrorCode, detail?: string, fields: readonly FieldError[] = []) {
    super(detail ?? `${errorCodes[code].title}.`);
    this.code = code;
    this.fields = fields;
  }

  /** A request with one wrong field, such as `body.userId`. */
  static field(field: string, message: string): Refusal {
    return new Refusal('invalid_request', `${field} ${message}.`, [{ field, message }]);
  }
}

/** What an error answer says beside its code. */
export interface ProblemDetails {
  readonly detail?: string;
  readonly fields?: readonly FieldError[];
  /** Seconds to wait before a retry; also in the `Retry-After` header. */
  readonly retryAfter?: number;
}

/**
 * An error answer as a server of the protocol gives it (RFC 9457).
 *
 * @example
 * ```ts
 * server.faults.intercept('messages.send', () => problemResponse('rate_limited', { retryAfter: 5 }));
 * ```
 */
export function problemResponse(
  code: ErrorCode,
  { detail, fields = [], retryAfter }: ProblemDetails = {},
): Response {
  const { status, title, retryable } = errorCodes[code];
  const problem: Problem = {
    type: errorType(code),
    title,
    status,
    detail: detail ?? `${title}.`,
    code,
    retryable,
    requestId: 'test-request',
    ...(fields.length > 0 && { fields }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
  return Response.json(problem, {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'retry-after': String(Math.ceil(retryAfter)) }),
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    },
  });
}
