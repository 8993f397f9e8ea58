import type { UserId } from '@fechatter/protocol';
import type { Environment } from '../environment/environment.ts';
import { ApiError } from '../errors/api-error.ts';
import { NetworkError } from '../errors/network-error.ts';
import { createMemoryJournal, type Journal } from '../outbox/journal.ts';
import { Sender, type SenderParts } from '../outbox/sender.ts';
import { Scope } from '../scope/scope.ts';
import type { WritableStore } from '../store/writable-store.ts';
import type { SharedTransport, SharedTransportParts } from '../tabs/shared-transport.ts';
import type { Device } from './device.ts';
import type { OpenDevice } from './open-device.ts';
import type { ViewCache } from './view-cache.ts';
import type { StorageReason, StorageState } from './storage-state.ts';

interface Parts {
  readonly device: Device;
  readonly server: URL;
  readonly environment: Environment;
  readonly state: WritableStore<StorageState>;
  readonly onEnded: () => void;
  /** What the tabs need to share one stream; null when the application has its own way to have one. */
  readonly stream: StreamParts | null;
}

export type StreamParts = Pick<
  SharedTransportParts,
  'own' | 'meanwhile' | 'owner' | 'activity' | 'connection'
>;

/** What is kept for the person who is signed in, and for how long. */
export interface Kept {
  readonly journal: Journal;
  /** What was seen last; null where nothing can be kept. */
  readonly view: ViewCache | null;
  readonly createSender: (parts: SenderParts) => Sender;
  /** The stream that the tabs share; null where they cannot, and each has its own. */
  readonly transport: SharedTransport | null;
  /**
   * Ends what was opened, once all is written.
   *
   * @param why - What was seen is forgotten when the session has `ended`; the person's own wish is for all tabs.
   */
  close(written: Promise<void>, why: 'left' | 'ended' | 'signed-out'): Promise<void>;
}

/**
 * Opens what is kept for whoever is signed in. Where a device keeps nothing, memory does as long as the client
 * lives. Loaded with all that sends, when somebody is signed in: until then there is nothing to send.
 */
export class DeviceKeeper {
  readonly #parts: Parts;
  readonly #inMemory = new Map<UserId, Journal>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async open(userId: UserId): Promise<Kept> {
    // Not of the client's scope: what is being written when the client is disposed of is written to the end.
    const scope = new Scope(this.#parts.environment.clock);
    const device = await this.#open(userId, scope);
    return {
      journal: device?.journal ?? this.#memory(userId),
      view: device?.view ?? null,
      createSender: (parts) => new Sender(parts),
      transport: device?.transport ?? null,
      close: async (written, why) => {
        await written;
        if (why === 'signed-out') device?.ended();
        scope.dispose();
        if (why !== 'left') await device?.view.wipe();
        device?.close();
      },
    };
  }

  async #open(userId: UserId, scope: Scope): Promise<OpenDevice | null> {
    const { device, server, environment, onEnded, stream } = this.#parts;
    const { indexedDB } = device;
    if (indexedDB === undefined) return this.#without('unsupported', null);
    try {
      const { openDevice } = await import('./open-device.ts');
      return openDevice({
        device,
        indexedDB,
        server: server.href,
        userId,
        environment,
        scope,
        stream: stream && { ...stream, toError, toFailure },
        report: (state) => this.#report(state),
        toError: (failure) => new ApiError(failure),
        onEnded: () => {
          if (!scope.signal.aborted) onEnded();
        },
      });
    } catch (error) {
      environment.onError(error);
      return this.#without('failed', error);
    }
  }

  #without(reason: StorageReason, error: unknown): null {
    this.#report({ status: 'memory', reason, error });
    return null;
  }

  #report(state: StorageState): void {
    const { status, reason } = this.#parts.state.get();
    if (status !== state.status || reason !== state.reason) this.#parts.state.set(state);
  }

  #memory(userId: UserId): Journal {
    let journal = this.#inMemory.get(userId);
    if (journal === undefined) this.#inMemory.set(userId, (journal = createMemoryJournal()));
    return journal;
  }
}

const toError: SharedTransportParts['toError'] = (message, failure) =>
  failure === null ? new NetworkError(message) : new ApiError(failure);

const toFailure: SharedTransportParts['toFailure'] = (error) => {
  if (!(error instanceof ApiError)) return null;
  const { code, status, message, retryable, retryAfterMs } = error;
  return { code, status, message, retryable, retryAfterMs };
};
