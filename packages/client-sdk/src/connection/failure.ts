import type { EventOfType } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { ChatError } from '../errors/chat-error.ts';
import { HostTokenError } from '../errors/host-token-error.ts';
import { NetworkError } from '../errors/network-error.ts';
import { NotSignedInError } from '../errors/not-signed-in-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import type { Failure } from './machine.ts';

type Reason = Failure['reason'];

/** Answers that another try may mend, beside those that say so of themselves. */
const mendable: Readonly<Record<string, Reason>> = {
  rate_limited: 'rate-limited',
  server_stopping: 'server-stopping',
  token_expired: 'server',
  unauthenticated: 'server',
  invalid_cursor: 'reset',
};
/** What other answers mean, by their status. */
const final: Readonly<Record<number, Reason>> = { 401: 'session-ended', 403: 'forbidden', 404: 'removed' };

/** What an error of a try or connection means for the next one (C12, C13). */
export function failureOf(error: unknown, online: boolean): Failure {
  const chatError = error instanceof ChatError ? error : null;
  const retry = (reason: Reason, waitMs = 0): Failure => ({
    kind: 'retry',
    reason,
    error: chatError,
    waitMs,
    spread: false,
  });
  const end = (reason: Reason): Failure => ({ kind: 'end', reason, error: chatError });

  if (error instanceof NotSignedInError) return end('signed-out');
  if (error instanceof NetworkError || error instanceof TimeoutError)
    return retry(online ? 'network' : 'offline');
  if (error instanceof HostTokenError) return error.retryable ? retry('server') : end('signed-out');
  if (!(error instanceof ApiError)) return retry('server');
  const reason = mendable[error.code];
  return reason !== undefined || error.retryable
    ? retry(reason ?? 'server', error.retryAfterMs ?? 0)
    : end(final[error.status] ?? 'server');
}

const ends: Readonly<Record<string, Reason>> = { removed: 'removed', session_revoked: 'session-ended' };
const interrupts: Readonly<Record<string, Reason>> = {
  too_slow: 'too-slow',
  server_stopping: 'server-stopping',
};

/** What the server's own word at the end of a stream means (C13); `access_changed` and whatever a newer one may say is of the server. */
export function failureOfGoodbye({ data }: EventOfType<'goodbye'>): Failure {
  const reason = ends[data.reason];
  return reason === undefined
    ? {
        kind: 'retry',
        reason: interrupts[data.reason] ?? 'server',
        error: null,
        waitMs: data.retryAfterSeconds * 1_000,
        spread: true,
      }
    : { kind: 'end', reason, error: null };
}
