const PREFIX = 'fechatter:';

/** Small things that are pleasant to find again: the open conversation, the width of a pane. Never needed. */
export const remembered = {
  get(key: string): string | null {
    try {
      // eslint-disable-next-line no-restricted-globals -- How the page looks, nothing of what is in the chat.
      return localStorage.getItem(PREFIX + key);
    } catch {
      return null;
    }
  },
  set(key: string, value: string): void {
    try {
      // eslint-disable-next-line no-restricted-globals -- How the page looks, nothing of what is in the chat.
      localStorage.setItem(PREFIX + key, value);
    } catch {
      // A page may be without storage, and do without.
    }
  },
};
