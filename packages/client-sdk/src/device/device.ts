/** What a device offers for things to outlive the page, and for the tabs of one browser to agree. Each may be missing. */
export interface Device {
  readonly indexedDB?: IDBFactory | undefined;
  /** Web Locks. Without them every tab sends what is unsent, which the ids of the commands make harmless. */
  readonly locks?: LockManager | undefined;
  readonly BroadcastChannel?: typeof BroadcastChannel | undefined;
}

/** The device as the platform has it. Some browsers throw where a page may keep nothing. */
export function systemDevice(): Device {
  const { indexedDB, navigator, BroadcastChannel } = globalThis as Device & {
    navigator?: { readonly locks?: LockManager };
  };
  return { indexedDB, locks: navigator?.locks, BroadcastChannel };
}
