/** What is known of the device's network and of whether the page is looked at. */
export interface Network {
  /** False only when there is surely no network. */
  online(): boolean;
  /**
   * Tells of changes: `online` and `offline`; `leave` when the page is left, perhaps for the back-forward cache; and
   * `wake` when it is shown again or came back from there, after which connections may be dead without having said so.
   */
  subscribe(listener: (change: NetworkChange) => void): () => void;
}

export type NetworkChange = 'online' | 'offline' | 'leave' | 'wake';

/** The globals that a page has, a worker has in part, and a server has not. */
interface Surroundings extends Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>> {
  readonly navigator?: { readonly onLine?: boolean };
  readonly document?: EventTarget & { readonly visibilityState?: string };
}

/** The network as the browser knows it; always online where there is no such knowledge. */
export function createSystemNetwork(surroundings: Surroundings = globalThis): Network {
  return {
    online: () => surroundings.navigator?.onLine !== false,
    subscribe: (listener) => {
      const listening = new AbortController();
      const follow = (target: Surroundings | EventTarget | undefined, type: string, act: () => void): void =>
        target?.addEventListener?.(type, act, { signal: listening.signal });
      follow(surroundings, 'online', () => listener('online'));
      follow(surroundings, 'offline', () => listener('offline'));
      follow(surroundings, 'pagehide', () => listener('leave'));
      follow(surroundings, 'pageshow', () => listener('wake'));
      follow(surroundings.document, 'visibilitychange', () => {
        if (surroundings.document?.visibilityState === 'visible') listener('wake');
      });
      return () => listening.abort();
    },
  };
}
