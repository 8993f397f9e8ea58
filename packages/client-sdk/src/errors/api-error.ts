import type { ErrorCode, FieldError } from '@fechatter/protocol';
import { ChatError } from './chat-error.ts';

/** What the server said of a failure. */
export interface ApiFailure {
  readonly code: ErrorCode | (string & {});
  readonly status: number;
  readonly message: string;
  readonly retryable: boolean;
  readonly requestId?: string | null;
  readonly retryAfterMs?: number | null;
  readonly fields?: readonly FieldError[];
}

/** The server answered, and the answer was no. `code` comes from the contract's closed list. */
export class ApiError extends ChatError {
  override readonly name = 'ApiError';
  override readonly code: ErrorCode | (string & {});
  override readonly retryable: boolean;
  override readonly fields: readonly FieldError[];
  /** The HTTP status. */
  readonly status: number;
  /** The id under which the server logged the request, for a report to its operator. */
  readonly requestId: string | null;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(failure: ApiFailure) {
    super(failure.message);
    this.code = failure.code;
    this.status = failure.status;
    this.retryable = failure.retryable;
    this.requestId = failure.requestId ?? null;
    this.retryAfterMs = failure.retryAfterMs ?? null;
    this.fields = failure.fields ?? [];
  }
}
