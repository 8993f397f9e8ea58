/**
 * The closed list of error codes. An error travels as `application/problem+json` (RFC 9457) with one of
 * these codes; `retryable` tells whether the same request may succeed later without a change.
 */
export const errorCodes = {
  invalid_request: {
    status: 400,
    retryable: false,
    title: 'The request is not of the form that this route takes',
  },
  invalid_cursor: {
    status: 400,
    retryable: false,
    title: 'The cursor is not one that this server gave to this reader',
  },
  unauthenticated: { status: 401, retryable: false, title: 'A valid access token is needed' },
  token_expired: { status: 401, retryable: false, title: 'The access token has expired: refresh it' },
  session_revoked: { status: 401, retryable: false, title: 'The session was ended: sign in again' },
  invalid_credentials: {
    status: 401,
    retryable: false,
    title: 'The e-mail address or the password is wrong',
  },
  refresh_token_invalid: {
    status: 401,
    retryable: false,
    title: 'The refresh token is unknown or expired: sign in again',
  },
  refresh_token_reused: {
    status: 401,
    retryable: false,
    title: 'The refresh token was used before, so its whole session was ended',
  },
  reset_token_invalid: {
    status: 400,
    retryable: false,
    title: 'The password reset link is unknown, used or expired',
  },
  host_token_malformed: {
    status: 401,
    retryable: false,
    title: 'The host token is not a signed JWT in compact form',
  },
  host_token_unknown_key: {
    status: 401,
    retryable: false,
    title: 'The host token names no app key of this workspace in its "kid" header',
  },
  host_token_algorithm: {
    status: 401,
    retryable: false,
    title: 'The host token is signed with an algorithm that its app key does not allow',
  },
  host_token_signature: {
    status: 401,
    retryable: false,
    title: 'The signature of the host token does not fit its app key',
  },
  host_token_audience: {
    status: 401,
    retryable: false,
    title: 'The "aud" of the host token is not this workspace',
  },
  host_token_expired: {
    status: 401,
    retryable: false,
    title: 'The host token has expired, or is not valid yet: check the clock of the host',
  },
  host_token_lifetime: {
    status: 401,
    retryable: false,
    title: 'The host token is made to live for too long',
  },
  host_token_claims: {
    status: 401,
    retryable: false,
    title: 'A claim of the host token is missing or of the wrong form',
  },
  host_token_replayed: {
    status: 401,
    retryable: false,
    title: 'The host token was used before: sign a new one, with a new "jti", for each sign-in',
  },
  host_key_unavailable: {
    status: 503,
    retryable: true,
    title: 'The key set of the app key could not be read',
  },
  origin_not_allowed: {
    status: 403,
    retryable: false,
    title: 'This workspace does not allow requests from pages of this origin',
  },
  forbidden: { status: 403, retryable: false, title: 'This is not allowed for your role' },
  banned: { status: 403, retryable: false, title: 'Whoever is banned from this channel cannot be in it' },
  silenced: { status: 403, retryable: false, title: 'You are silenced in this channel for now' },
  blocked: { status: 403, retryable: false, title: 'One of you has blocked the other' },
  sign_up_closed: { status: 403, retryable: false, title: 'This server takes new accounts by invite only' },
  not_found: { status: 404, retryable: false, title: 'There is no such thing, or it is not visible to you' },
  method_not_allowed: { status: 405, retryable: false, title: 'The route exists, but not with this method' },
  email_taken: { status: 409, retryable: false, title: 'There is an account with this e-mail address' },
  slug_taken: { status: 409, retryable: false, title: 'There is a workspace with this address' },
  name_taken: { status: 409, retryable: false, title: 'There is a public channel with this name' },
  id_taken: { status: 409, retryable: false, title: 'This id already names something else: make a new one' },
  channel_archived: { status: 409, retryable: false, title: 'The channel is archived and takes no changes' },
  message_deleted: { status: 409, retryable: false, title: 'The message was deleted' },
  report_resolved: { status: 409, retryable: false, title: 'The report has been resolved in another way' },
  last_owner: {
    status: 409,
    retryable: false,
    title: 'Somebody has to stay owner: pass the ownership on first',
  },
  invite_invalid: {
    status: 410,
    retryable: false,
    title: 'The invite is unknown, expired, withdrawn or used up',
  },
  too_many: { status: 409, retryable: false, title: 'There are as many of these as there may be' },
  payload_too_large: { status: 413, retryable: false, title: 'The request body is too large' },
  unsupported_media_type: {
    status: 415,
    retryable: false,
    title: 'The request body must be application/json in UTF-8',
  },
  rate_limited: {
    status: 429,
    retryable: true,
    title: 'Too many requests: wait as long as Retry-After says',
  },
  internal: { status: 500, retryable: true, title: 'The server failed' },
  server_stopping: { status: 503, retryable: true, title: 'The server is stopping: try again in a moment' },
  server_busy: {
    status: 503,
    retryable: true,
    title: 'The server has too much to do: try again in a moment',
  },
  search_unavailable: {
    status: 503,
    retryable: true,
    title: 'The search does not answer; everything else works',
  },
  storage_unavailable: { status: 503, retryable: true, title: 'The database does not answer' },
  storage_full: { status: 507, retryable: true, title: 'The disk of the database is full' },
} as const satisfies Record<string, ErrorKind>;

/** What is fixed for every error of one code. */
export interface ErrorKind {
  readonly status: number;
  readonly retryable: boolean;
  readonly title: string;
}

export type ErrorCode = keyof typeof errorCodes;

/** One field of a request that is wrong. */
export interface FieldError {
  /** Where it stands: `body.name`, `query.limit`, `path.channelId`. */
  readonly field: string;
  /** What is wrong with it, for a person to read. */
  readonly message: string;
}

/** The body of every error answer: RFC 9457, with our members. */
export interface Problem {
  /** A URI that names the kind of error: `https://fechatter.dev/errors/<code>`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What went wrong this time, for a person to read. */
  readonly detail: string;
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** The id under which the server logged the request. */
  readonly requestId: string;
  /** The fields that are wrong, when `code` is `invalid_request`. */
  readonly fields?: readonly FieldError[];
  /** Seconds to wait before a retry; the `Retry-After` header says the same. */
  readonly retryAfter?: number;
}

/** Whether a string is one of the codes; a newer server may know more. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code);
}

/** The URI that names an error code in `Problem.type`. */
export function errorType(code: ErrorCode): string {
  return `https://fechatter.dev/errors/${code}`;
}
