import { ChatError } from './chat-error.ts';

/** No answer came in time. Whether the server acted is not known. */
export class TimeoutError extends ChatError {
  override readonly name = 'TimeoutError';
  override readonly code = 'timeout';
  override readonly retryable = true;

  constructor(message = 'The server did not answer in time', options?: ErrorOptions) {
    super(message, options);
  }
}
