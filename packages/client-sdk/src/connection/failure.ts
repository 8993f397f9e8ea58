import type { EventOfType } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { ChatError } from '../errors/chat-error.ts';
import { HostTokenError } from '../errors/host-token-error.ts';
import { NetworkError } from '../errors/network-error.ts';
import { NotSignedInError } from '../errors/not-signed-in-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import type { Failure } from './machine.ts';

/** What an error of a try or connection means for the next one (C12, C13). */
export function failureOf(error: unknown, online: boolean): Failure {
  const chatError = error instanceof ChatError ? error : null;
  const retry = (reason: Failure['reason'], waitMs = 0): Failure => ({
    kind: 'retry',
    reason,
    error: chatError,
    waitMs,
    spread: false,
  });
  const end = (reason: Failure['reason']): Failure => ({ kind: 'end', reason, error: chatError });

  if (error instanceof NotSignedInError) return end('signed-out');
  if (error instanceof NetworkError || error instanceof TimeoutError)
    return retry(online ? 'network' : 'offline');
  if (error instanceof HostTokenError) return error.retryable ? retry('server') : end('signed-out');
  if (!(error instanceof ApiError)) return retry('server');
  if (error.code === 'rate_limited') return retry('rate-limited', error.retryAfterMs ?? 0);
  if (error.code === 'server_stopping') return retry('server-stopping', error.retryAfterMs ?? 0);
  if (error.retryable) return retry('server', error.retryAfterMs ?? 0);
  if (error.code === 'token_expired' || error.code === 'unauthenticated') return retry('server');
  if (error.code === 'invalid_cursor') return retry('reset');
  if (error.status === 401) return end('session-ended');
  if (error.status === 404) return end('removed');
  return end(error.status === 403 ? 'forbidden' : 'server');
}

/** What the server's own word at the end of a stream means (C13). */
export function failureOfGoodbye({ data }: EventOfType<'goodbye'>): Failure {
  const waitMs = data.retryAfterSeconds * 1_000;
  switch (data.reason) {
    case 'removed':
      return { kind: 'end', reason: 'removed', error: null };
    case 'session_revoked':
      return { kind: 'end', reason: 'session-ended', error: null };
    case 'too_slow':
      return { kind: 'retry', reason: 'too-slow', error: null, waitMs, spread: true };
    case 'server_stopping':
      return { kind: 'retry', reason: 'server-stopping', error: null, waitMs, spread: true };
    // `access_changed`, and whatever a newer server may say.
    default:
      return { kind: 'retry', reason: 'server', error: null, waitMs, spread: true };
  }
}
