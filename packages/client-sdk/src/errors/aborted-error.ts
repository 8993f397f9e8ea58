import { ChatError } from './chat-error.ts';

/** The call was given up by the application, by sign-out, or because something newer took its place. */
export class AbortedError extends ChatError {
  override readonly name = 'AbortedError';
  override readonly code = 'aborted';
  override readonly retryable = false;

  constructor(message = 'The call was given up', options?: ErrorOptions) {
    super(message, options);
  }
}
