import { errorCodes, errorType, type ErrorCode, type FieldError, type Problem } from '@fechatter/protocol';

/** An error with a code of the contract: what a request is answered with. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];
  /** Seconds to wait before a retry. */
  readonly retryAfter: number | undefined;

  /** @param detail - What went wrong this time, for a person to read; by default what the code means. */
  constructor(
    code: ErrorCode,
    detail?: string,
    options: { fields?: readonly FieldError[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(detail ?? `${errorCodes[code].title}.`, { cause: options.cause });
    this.code = code;
    this.fields = options.fields ?? [];
    this.retryAfter = options.retryAfter;
  }

  /** A request with one wrong field, such as `body.userId`. */
  static field(field: string, message: string): ApiError {
    return new ApiError('invalid_request', `${field} ${message}.`, { fields: [{ field, message }] });
  }

  toProblem(requestId: string): Problem {
    const { status, retryable, title } = errorCodes[this.code];
    return {
      type: errorType(this.code),
      title,
      status,
      detail: this.message,
      code: this.code,
      retryable,
      requestId,
      ...(this.fields.length > 0 && { fields: this.fields }),
      ...(this.retryAfter !== undefined && { retryAfter: this.retryAfter }),
    };
  }
}
