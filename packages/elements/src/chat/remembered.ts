const PREFIX = 'fechatter:';

/**
 * Small things that are pleasant to find again: the open conversation, the width of a pane, what one began to write.
 * A page may be without storage, or have no room left: nothing may depend on them.
 */
export const remembered = {
  get: (key: string): string | null => attempt((storage) => storage.getItem(PREFIX + key)) ?? null,
  set: (key: string, value: string): void => {
    attempt((storage) => {
      storage.setItem(PREFIX + key, value);
    });
  },
  remove: (key: string): void => {
    attempt((storage) => {
      storage.removeItem(PREFIX + key);
    });
  },
  /** The keys that begin so. */
  keys: (start: string): readonly string[] =>
    (attempt((storage) => Object.keys(storage)) ?? [])
      .map(rememberedKey)
      .filter((key) => key?.startsWith(start)) as string[],
};

/** The key of an entry of the storage, as other tabs tell of it; null for one that is of somebody else. */
export function rememberedKey(key: string | null): string | null {
  return key?.startsWith(PREFIX) === true ? key.slice(PREFIX.length) : null;
}

function attempt<T>(action: (storage: Storage) => T): T | undefined {
  try {
    // eslint-disable-next-line no-restricted-globals -- What is in the chat is kept by the SDK, and only that.
    return action(localStorage);
  } catch {
    return undefined;
  }
}
