import { ChatError } from './chat-error.ts';

/** No answer came: no network, no such host, a connection that broke. Whether the server acted is not known. */
export class NetworkError extends ChatError {
  override readonly name = 'NetworkError';
  override readonly code = 'network';
  override readonly retryable = true;

  constructor(message = 'The server could not be reached', options?: ErrorOptions) {
    super(message, options);
  }
}
