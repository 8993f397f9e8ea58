import type { Database } from '../device/database.ts';
import { systemClock } from '../environment/clock.ts';
import type { ChatStorage } from './storage.ts';

/** Keeps values in IndexedDB. The database is opened at the first use, and again after the browser closed it. */
export function createIndexedDbStorage(name = 'fechatter'): ChatStorage {
  let loading: Promise<Database> | null = null;
  const database = async (): Promise<Database> => {
    loading ??= import('../device/database.ts').then(
      (loaded) => new loaded.Database(indexedDB, name, systemClock),
    );
    try {
      return await loading;
    } catch (error) {
      // A part of the program that could not be had is asked for again.
      loading = null;
      throw error;
    }
  };
  return {
    get: async (key) => (await database()).get(key),
    set: async (key, value) => (await database()).put(key, value),
    delete: async (key) => (await database()).put(key, undefined),
  };
}
