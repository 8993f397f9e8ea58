import { ChatError } from './chat-error.ts';

/** The client was disposed of before the call, or during it. */
export class DisposedError extends ChatError {
  override readonly name = 'DisposedError';
  override readonly code = 'disposed';
  override readonly retryable = false;

  constructor(message = 'The client was disposed of', options?: ErrorOptions) {
    super(message, options);
  }
}
