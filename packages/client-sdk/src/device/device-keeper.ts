import type { UserId } from '@fechatter/protocol';
import type { Environment } from '../environment/environment.ts';
import { ApiError } from '../errors/api-error.ts';
import { createMemoryJournal, type Journal } from '../outbox/journal.ts';
import { Scope } from '../scope/scope.ts';
import type { WritableStore } from '../store/writable-store.ts';
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
}

/** What is kept for the person who is signed in, and for how long. */
export interface Kept {
  readonly journal: Promise<Journal>;
  /** What was seen last; null where nothing can be kept. */
  readonly view: Promise<ViewCache | null>;
  /**
   * Ends what was opened, once all is written.
   *
   * @param why - What was seen is forgotten when the session has `ended`; the person's own wish is for all tabs.
   */
  close(written: Promise<void>, why: 'left' | 'ended' | 'signed-out'): void;
}

/** Opens what is kept for whoever is signed in. Where a device keeps nothing, memory does as long as the client lives. */
export class DeviceKeeper {
  readonly #parts: Parts;
  readonly #inMemory = new Map<UserId, Journal>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  open(userId: UserId): Kept {
    // Not of the client's scope: what is being written when the client is disposed of is written to the end.
    const scope = new Scope(this.#parts.environment.clock);
    const device = this.#open(userId, scope);
    return {
      view: device.then((opened) => opened?.view ?? null),
      journal: device.then((opened) => opened?.journal ?? this.#memory(userId)),
      close: (written, why) => {
        void Promise.all([device, written]).then(async ([opened]) => {
          if (why === 'signed-out') opened?.ended();
          scope.dispose();
          if (why !== 'left') await opened?.view.wipe();
          opened?.close();
        });
      },
    };
  }

  async #open(userId: UserId, scope: Scope): Promise<OpenDevice | null> {
    const { device, server, environment, onEnded } = this.#parts;
    const { indexedDB } = device;
    if (indexedDB === undefined) return this.#without('unsupported', null);
    try {
      const { openDevice } = await import('./open-device.ts');
      return openDevice({
        device,
        indexedDB,
        owner: `${server.href}:${userId}`,
        scope,
        report: (state) => this.#report(state),
        onError: environment.onError,
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
