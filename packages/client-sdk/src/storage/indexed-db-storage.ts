import { Database } from '../device/database.ts';
import { systemClock } from '../environment/clock.ts';
import type { ChatStorage } from './storage.ts';

/** Keeps values in IndexedDB. The database is opened at the first use, and again after the browser closed it. */
export function createIndexedDbStorage(name = 'fechatter'): ChatStorage {
  let database: Database | null = null;
  // Not before the first use: it may be made where there is none.
  const opened = (): Database => (database ??= new Database(indexedDB, name, systemClock));
  return {
    get: async (key) => opened().get(key),
    set: async (key, value) => opened().put(key, value),
    delete: async (key) => opened().put(key, undefined),
  };
}
