import { ChatError } from './chat-error.ts';

/** The call needs somebody to be signed in. */
export class NotSignedInError extends ChatError {
  override readonly name = 'NotSignedInError';
  override readonly code = 'not_signed_in';
  override readonly retryable = false;

  constructor(message = 'Nobody is signed in', options?: ErrorOptions) {
    super(message, options);
  }
}
