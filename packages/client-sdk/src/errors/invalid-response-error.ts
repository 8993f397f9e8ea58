import { ChatError } from './chat-error.ts';

/** What came is not of the protocol: a proxy answered, or the server speaks another version. */
export class InvalidResponseError extends ChatError {
  override readonly name = 'InvalidResponseError';
  override readonly code = 'invalid_response';
  override readonly retryable = true;

  constructor(message = 'The server sent something that is not of the protocol', options?: ErrorOptions) {
    super(message, options);
  }
}
