import { ChatError } from './chat-error.ts';

/** Signing out would leave messages behind that were not sent yet. `signOut({ unsent })` tells what becomes of them. */
export class UnsentError extends ChatError {
  override readonly name = 'UnsentError';
  override readonly code = 'unsent';
  override readonly retryable = false;
  /** How many messages, edits and deletions there are. */
  readonly count: number;

  constructor(count: number) {
    super(`Not sent yet: ${count}`);
    this.count = count;
  }
}
