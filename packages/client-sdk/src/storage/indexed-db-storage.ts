import type { IDBPDatabase } from 'idb';
import type { ChatStorage } from './storage.ts';

const STORE = 'values';

/** Keeps values in IndexedDB. The database is opened at the first use, and again after the browser closed it. */
export function createIndexedDbStorage(name = 'fechatter'): ChatStorage {
  let opening: Promise<IDBPDatabase> | null = null;

  const open = async (): Promise<IDBPDatabase> => {
    const { openDB } = await import('idb');
    const forget = (): void => void (opening = null);
    const database = await openDB(name, 1, {
      upgrade: (upgraded) => void upgraded.createObjectStore(STORE),
      // Another tab wants a newer version: make way.
      blocking: () => {
        forget();
        database.close();
      },
      terminated: forget,
    });
    return database;
  };

  const run = async <R>(work: (database: IDBPDatabase) => Promise<R>): Promise<R> => {
    for (let again = false; ; again = true) {
      opening ??= open();
      try {
        return await work(await opening);
      } catch (error) {
        opening = null;
        // The browser may close a database while the device sleeps, and says so only at the next use.
        if (again || !(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
      }
    }
  };

  return {
    get: (key) => run((database) => database.get(STORE, key) as Promise<unknown>),
    set: async (key, value) => {
      await run((database) => database.put(STORE, value, key));
    },
    delete: (key) => run((database) => database.delete(STORE, key)),
  };
}
