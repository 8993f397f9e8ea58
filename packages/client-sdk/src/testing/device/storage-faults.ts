/** What may be wrong with a device's storage. */
export type StorageFault =
  /** There is no room: nothing can be written. */
  | 'full'
  /** The browser lets the page keep nothing. */
  | 'denied'
  /** Another tab holds on to an older version: opening takes for ever. */
  | 'blocked'
  /** The browser has closed the database behind the page's back: what is open fails once, and can be opened again. */
  | 'closed';

/** The databases of a {@link TestBrowser}, and what goes wrong with them. */
export class StorageFaults {
  /** What tabs open; undefined in a browser that keeps nothing. */
  readonly indexedDB: IDBFactory | undefined;
  readonly #open = new Set<IDBDatabase>();
  readonly #names = new Set<string>();
  readonly #factory: IDBFactory | undefined;
  #fault: StorageFault | null = null;

  constructor(factory: IDBFactory | undefined) {
    this.#factory = factory;
    this.indexedDB =
      factory && // A test double has what the client calls, not all of the platform's.
      ({
        open: (name: string, version?: number) => this.#openDatabase(factory, name, version),
      } as IDBFactory);
  }

  /** What goes wrong from now on; null for nothing. */
  set(fault: StorageFault | null): void {
    this.#fault = fault;
    if (fault === 'closed') this.#closeAll();
  }

  /** Deletes everything, as a person does who clears the site's data, or a browser that needs room. */
  async wipe(): Promise<void> {
    for (const name of this.#names) await this.#delete(name);
  }

  /**
   * Spoils what is kept in the databases whose name starts so: values that no client wrote stand in the place of those
   * that are alone, and between those of a list.
   */
  async corrupt(prefix: string): Promise<void> {
    for (const name of this.#names) if (name.startsWith(prefix)) await this.#corrupt(name);
  }

  #openDatabase(factory: IDBFactory, name: string, version: number | undefined): IDBOpenDBRequest {
    if (this.#fault === 'denied') throw new DOMException('denied', 'SecurityError');
    if (this.#fault === 'blocked') return {} as IDBOpenDBRequest;
    this.#names.add(name);
    const request = factory.open(name, version);
    request.addEventListener('success', () => this.#watch(request.result));
    return request;
  }

  #watch(database: IDBDatabase): void {
    const begin = database.transaction.bind(database);
    this.#open.add(database);
    database.transaction = (...args: Parameters<IDBDatabase['transaction']>) => {
      if (!this.#open.has(database)) throw new DOMException('closed', 'InvalidStateError');
      const transaction = begin(...args);
      if (this.#fault === 'full') this.#fill(transaction);
      return transaction;
    };
  }

  #fill(transaction: IDBTransaction): void {
    const storeOf = transaction.objectStore.bind(transaction);
    transaction.objectStore = (name) => {
      const store = storeOf(name);
      store.put = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      return store;
    };
  }

  #closeAll(): void {
    for (const database of this.#open) database.close();
    this.#open.clear();
    this.#fault = null;
  }

  #delete(name: string): Promise<void> {
    return new Promise((resolve) => {
      const request = this.#factory?.deleteDatabase(name);
      if (request === undefined) resolve();
      else request.onsuccess = request.onerror = () => resolve();
    });
  }

  async #corrupt(name: string): Promise<void> {
    const database = await this.#existing(name);
    const stores = Array.from(database?.objectStoreNames ?? []);
    if (database === null || stores.length === 0) return;
    const transaction = database.transaction(stores, 'readwrite');
    const done = new Promise<void>((resolve) => {
      transaction.oncomplete = transaction.onabort = () => resolve();
    });
    for (const store of stores) spoil(transaction.objectStore(store));
    await done;
    database.close();
  }

  /** Opens a database that is there; null when there is none. */
  #existing(name: string): Promise<IDBDatabase | null> {
    return new Promise((resolve) => {
      const request = this.#factory?.open(name);
      if (request === undefined) return resolve(null);
      // It was not there: to look for it must not make it.
      request.onupgradeneeded = () => request.transaction?.abort();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    });
  }
}

function spoil(store: IDBObjectStore): void {
  const keys = store.getAllKeys();
  keys.onsuccess = () => {
    for (const key of keys.result as string[]) {
      const read = store.get(key);
      read.onsuccess = () => {
        // The keys of a list have several parts.
        if (typeof read.result === 'object')
          store.put({ spoilt: true }, key.includes(' ') ? `${key} spoilt` : key);
      };
    }
  };
}
