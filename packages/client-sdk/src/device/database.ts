import type { Clock } from '../environment/clock.ts';
import { StorageError } from './storage-error.ts';

const VALUES = 'values';
const ABOUT = 'about';
const VERSION = 1;
/** Another tab that holds an older version open is waited for so long. */
const OPEN_MS = 5_000;

/**
 * A database of values by key, each change one transaction. Opened at the first use, and again when the
 * browser has closed it. Fails with {@link StorageError}.
 */
export class Database {
  readonly #factory: IDBFactory;
  readonly #name: string;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #told: { readonly wiped: () => void; readonly closed: () => void } | null;
  #opening: Promise<IDBDatabase> | null = null;
  /** Names this making of the database: another name means that everything was deleted in between. */
  #making: unknown = null;

  /**
   * @param told.wiped - Called when it is found that everything was deleted since it was last open.
   * @param told.closed - Called when the browser has closed it, perhaps to delete it: the next use finds out.
   */
  constructor(
    factory: IDBFactory,
    name: string,
    clock: Pick<Clock, 'after'>,
    told: { readonly wiped: () => void; readonly closed: () => void } | null = null,
  ) {
    this.#factory = factory;
    this.#name = name;
    this.#clock = clock;
    this.#told = told;
  }

  async keys(): Promise<readonly string[]> {
    return (await this.#run('readonly', (values) => result(values.getAllKeys()))) as string[];
  }

  /** All values, in the order of their keys. */
  entries(): Promise<readonly (readonly [string, unknown])[]> {
    return this.#run('readonly', entries);
  }

  get(key: string): Promise<unknown> {
    return this.#run('readonly', (values) => result(values.get(key) as IDBRequest<unknown>));
  }

  /** Puts what `change` makes of a value in its place; `undefined` deletes it, the same value writes nothing. */
  change<T>(
    key: string,
    change: (value: unknown) => { readonly value: unknown; readonly result: T },
  ): Promise<T> {
    return this.#run('readwrite', async (values) => {
      const current = await result(values.get(key) as IDBRequest<unknown>);
      const next = change(current);
      if (next.value === undefined) values.delete(key);
      else if (next.value !== current) values.put(next.value, key);
      return next.result;
    });
  }

  /**
   * Puts what `change` makes of the values whose keys begin so in their place, in the order of the keys. A key that is
   * left out is deleted, the same value writes nothing.
   */
  changeAll<T>(
    prefix: string,
    change: (values: ReadonlyMap<string, unknown>) => {
      readonly values: ReadonlyMap<string, unknown>;
      readonly result: T;
    },
  ): Promise<T> {
    return this.#run('readwrite', async (values) => {
      const current = new Map((await entries(values)).filter(([key]) => key.startsWith(prefix)));
      const next = change(current);
      for (const key of current.keys()) if (!next.values.has(key)) values.delete(key);
      for (const [key, value] of next.values) if (value !== current.get(key)) values.put(value, key);
      return next.result;
    });
  }

  /**
   * Keeps a value; `undefined` deletes it. What was there is not looked at, so where the database is open and nothing
   * else is changed in it, the value is out of the page's hands with the task that calls this.
   */
  put(key: string, value: unknown): Promise<void> {
    return this.#run('readwrite', async (values) => {
      if (value === undefined) values.delete(key);
      else values.put(value, key);
    });
  }

  clear(): Promise<void> {
    return this.#run('readwrite', async (values) => void values.clear());
  }

  close(): void {
    const opening = this.#opening;
    this.#opening = null;
    opening?.then(
      (database) => {
        // What a closed database has to tell is of no interest, and whoever keeps it keeps no client with it.
        database.onclose = database.onversionchange = null;
        database.close();
      },
      () => {},
    );
  }

  async #run<T>(mode: IDBTransactionMode, work: (values: IDBObjectStore) => Promise<T>): Promise<T> {
    for (let again = false; ; again = true) {
      const opening = (this.#opening ??= this.#open());
      try {
        const transaction = (await opening).transaction(VALUES, mode);
        const working = work(transaction.objectStore(VALUES));
        if (mode === 'readonly') {
          // Nobody who wants to write waits for this page to hear what was read.
          transaction.commit();
          return await working;
        }
        const done = new Promise<void>((resolve, reject) => {
          transaction.oncomplete = () => resolve();
          transaction.onabort = () => reject(transaction.error ?? new DOMException('Aborted', 'AbortError'));
        });
        const [value] = await Promise.all([
          working.then((made) => {
            // Else a page that is left before it hears of its own write takes the write with it.
            transaction.commit();
            return made;
          }),
          done,
        ]);
        return value;
      } catch (error) {
        if (this.#opening === opening) this.close();
        // The browser closes a database while the device sleeps or when it is wiped, and may say so only at the next use.
        if (again || !(error instanceof DOMException && error.name === 'InvalidStateError'))
          throw StorageError.of(error);
      }
    }
  }

  async #open(): Promise<IDBDatabase> {
    const database = await this.#request();
    const closed = (): void => {
      if (this.#opening === opening) this.#opening = null;
      this.#told?.closed();
    };
    const opening = this.#opening;
    database.onclose = closed;
    // Another tab wants a newer version: make way.
    database.onversionchange = () => {
      database.close();
      closed();
    };
    if (this.#told === null) return database;
    const making = await result(
      database.transaction(ABOUT).objectStore(ABOUT).get('making') as IDBRequest<unknown>,
    );
    const isOther = this.#making !== null && this.#making !== making;
    this.#making = making;
    if (isOther) this.#told.wiped();
    return database;
  }

  #request(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      let late = false;
      const request = this.#factory.open(this.#name, VERSION);
      const cancel = this.#clock.after(OPEN_MS, () => {
        late = true;
        reject(new StorageError('blocked'));
      });
      request.onupgradeneeded = () => {
        request.result.createObjectStore(VALUES);
        request.result.createObjectStore(ABOUT).put(`${Date.now()} ${Math.random()}`, 'making');
      };
      request.onsuccess = () => {
        cancel();
        if (late) request.result.close();
        else resolve(request.result);
      };
      request.onerror = () => {
        cancel();
        reject(request.error ?? new StorageError('failed'));
      };
    });
  }
}

/** What a request brings. Its failure also aborts the transaction, which tells why. */
function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new StorageError('failed'));
  });
}

async function entries(values: IDBObjectStore): Promise<(readonly [string, unknown])[]> {
  const [keys, held] = await Promise.all([
    result(values.getAllKeys()) as Promise<string[]>,
    result(values.getAll() as IDBRequest<unknown[]>),
  ]);
  return keys.map((key, at) => [key, held[at]]);
}
