import type { StorageReason } from './storage-state.ts';

const reasons: Readonly<Record<string, StorageReason>> = {
  QuotaExceededError: 'full',
  SecurityError: 'denied',
  NotAllowedError: 'denied',
  VersionError: 'outdated',
};

/** The device did not keep something, or did not give it back. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly reason: StorageReason;

  constructor(reason: StorageReason, options?: ErrorOptions) {
    super(`The storage of the device cannot be used: ${reason}`, options);
    this.reason = reason;
  }

  static of(error: unknown): StorageError {
    if (error instanceof StorageError) return error;
    const name = error instanceof Error ? error.name : '';
    return new StorageError(reasons[name] ?? 'failed', { cause: error });
  }
}
