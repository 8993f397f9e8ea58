import type { ChatError } from '../errors/chat-error.ts';

/** How far a message of the caller has come. */
export type DeliveryState =
  | { readonly status: 'pending'; readonly since: number }
  | { readonly status: 'sent' }
  /** `error.retryable` false: another try now will fail the same way. A person may still ask for one later, as when they are silenced no more. */
  | { readonly status: 'failed'; readonly error: ChatError };
