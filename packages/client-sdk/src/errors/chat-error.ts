import type { ErrorCode, FieldError } from '@fechatter/protocol';

/** Codes of errors that arise on this side of the wire. */
export type ClientErrorCode =
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'not_signed_in'
  | 'disposed'
  | 'invalid_response'
  | 'unsent'
  | 'host_token_unavailable';

/** Every error that the SDK raises or reports. */
export abstract class ChatError extends Error {
  abstract override readonly name: string;
  /** What kind of error it is, from a closed list; a newer server may send a code that this client does not know. */
  abstract readonly code: ErrorCode | ClientErrorCode | (string & {});
  /** Whether the same call may succeed later without a change. */
  abstract readonly retryable: boolean;
  /** The fields that are wrong, when the server refused the input. */
  readonly fields: readonly FieldError[] = [];
}
