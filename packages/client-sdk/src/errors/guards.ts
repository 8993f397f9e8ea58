import { ApiError } from './api-error.ts';
import { ChatError } from './chat-error.ts';
import type { ErrorCode } from '@fechatter/protocol';

/** Whether a value is an error of this SDK. */
export const isChatError = (value: unknown): value is ChatError => value instanceof ChatError;

/**
 * Whether a value is an answer of the server that says no; with a code, whether it is that one.
 *
 * @example
 * ```ts
 * try {
 *   await client.channels.create({ kind: 'public', name });
 * } catch (error) {
 *   if (isApiError(error, 'name_taken')) return suggestAnotherName();
 *   throw error;
 * }
 * ```
 */
export const isApiError = (value: unknown, code?: ErrorCode): value is ApiError =>
  value instanceof ApiError && (code === undefined || value.code === code);

/** Whether the same call may succeed later without a change. */
export const isRetryable = (value: unknown): boolean => value instanceof ChatError && value.retryable;
