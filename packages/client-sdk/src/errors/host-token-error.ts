import { ChatError } from './chat-error.ts';

/** The host application gave no token for its user; `cause` is what its callback threw. */
export class HostTokenError extends ChatError {
  override readonly name = 'HostTokenError';
  override readonly code = 'host_token_unavailable';
  override readonly retryable: boolean;

  constructor(message: string, options: ErrorOptions & { readonly retryable: boolean }) {
    super(message, options);
    this.retryable = options.retryable;
  }
}
