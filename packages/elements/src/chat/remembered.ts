const PREFIX = 'fechatter:';

/** Small things that are pleasant to find again: the open conversation, the width of a pane. Never needed. */
export const remembered = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(PREFIX + key);
    } catch {
      return null;
    }
  },
  set(key: string, value: string): void {
    try {
      localStorage.setItem(PREFIX + key, value);
    } catch {
      // A page may be without storage, and do without.
    }
  },
};
