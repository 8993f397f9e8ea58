import { createIndexedDbStorage } from './indexed-db-storage.ts';
import { createMemoryStorage, type ChatStorage } from './storage.ts';

/** IndexedDB where there is one, else memory. */
export function createDefaultStorage(): ChatStorage {
  return 'indexedDB' in globalThis ? createIndexedDbStorage() : createMemoryStorage();
}

/**
 * Goes on from memory when a storage fails: what was read and written before is still had, what comes later
 * lasts as long as the page. Each failure is reported, none is thrown.
 */
export function createEnduringStorage(storage: ChatStorage, onError: (error: unknown) => void): ChatStorage {
  const memory = new Map<string, unknown>();
  const attempt = async <R>(work: () => Promise<R>, otherwise: () => R): Promise<R> => {
    try {
      return await work();
    } catch (error) {
      onError(error);
      return otherwise();
    }
  };
  return {
    get: (key) =>
      memory.has(key)
        ? Promise.resolve(memory.get(key))
        : attempt(
            () => storage.get(key),
            () => undefined,
          ),
    set: async (key, value) => {
      const kept = await attempt(
        () => storage.set(key, value).then(() => true),
        () => false,
      );
      if (kept) memory.delete(key);
      else memory.set(key, value);
    },
    delete: async (key) => {
      memory.delete(key);
      // What cannot be deleted must at least not be seen again.
      const gone = await attempt(
        () => storage.delete(key).then(() => true),
        () => false,
      );
      if (!gone) memory.set(key, undefined);
    },
  };
}
