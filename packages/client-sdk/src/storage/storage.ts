/**
 * Where the client keeps what should outlive the page. Values are plain data that the structured clone
 * algorithm takes. Any call may fail: the client then says so through `onError` and works from memory.
 */
export interface ChatStorage {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Keeps everything in memory, for as long as the program runs. */
export function createMemoryStorage(): ChatStorage {
  const values = new Map<string, unknown>();
  return {
    get: async (key) => values.get(key),
    set: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
  };
}
