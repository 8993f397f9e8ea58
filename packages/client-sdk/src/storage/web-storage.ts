import type { ChatStorage } from './storage.ts';

/**
 * Keeps values as JSON in a Web Storage, such as `localStorage`, or `sessionStorage` for a session that ends with the tab.
 *
 * @example
 * ```ts
 * createChatClient({ server, storage: createWebStorage(sessionStorage) });
 * ```
 */
export function createWebStorage(area: Storage, prefix = 'fechatter:'): ChatStorage {
  return {
    get: async (key) => {
      const text = area.getItem(prefix + key);
      return text === null ? undefined : (JSON.parse(text) as unknown);
    },
    set: async (key, value) => area.setItem(prefix + key, JSON.stringify(value)),
    delete: async (key) => area.removeItem(prefix + key),
  };
}
