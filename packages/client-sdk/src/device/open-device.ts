import type { ApiFailure } from '../errors/api-error.ts';
import type { ChatError } from '../errors/chat-error.ts';
import type { Scope } from '../scope/scope.ts';
import { DeviceJournal, type JournalNews } from '../outbox/device-journal.ts';
import type { Journal } from '../outbox/journal.ts';
import { Tabs } from '../tabs/tabs.ts';
import { Database } from './database.ts';
import type { Device } from './device.ts';
import type { StorageState } from './storage-state.ts';
import { ViewCache } from './view-cache.ts';

/** What is kept on a device for one person. */
export interface OpenDevice {
  readonly journal: Journal;
  /** In a database of its own: when it is deleted, nothing unsent is. */
  readonly view: ViewCache;
  /** The person signed out: tells the other tabs. */
  ended(): void;
  close(): void;
}

type News = JournalNews | { readonly type: 'ended' };

/** Opens what the device keeps for one person of one server. Loaded when somebody is signed in. */
export function openDevice(options: {
  readonly device: Device;
  readonly indexedDB: IDBFactory;
  /** Names the person among all those who use this browser. */
  readonly owner: string;
  readonly scope: Scope;
  readonly report: (state: StorageState) => void;
  readonly onError: (error: unknown) => void;
  /** Makes an error again of what was kept of one; given, so that this part shares no code with the core. */
  readonly toError: (failure: ApiFailure) => ChatError;
  /** The person signed out in another tab. */
  readonly onEnded: () => void;
}): OpenDevice {
  const { device, indexedDB, owner, scope, report, onError, toError, onEnded } = options;
  const name = `fechatter-outbox:${owner}`;
  const database = new Database(indexedDB, name, scope, () => journal.wiped());
  const journal: DeviceJournal = new DeviceJournal({
    database,
    scope,
    tell: (news) => tabs.tell(news),
    watch: () => tabs.watch(),
    toError,
    isLeader: () => tabs.isLeader,
    kept: (reason) => report({ status: 'device', reason, error: null }),
    notKept: (error) => {
      onError(error);
      report({ status: 'memory', reason: error.reason, error: error.cause });
    },
  });
  const tabs: Tabs<News> = new Tabs<News>({
    device,
    name,
    scope,
    heard: (news) => {
      if (news.type === 'ended') onEnded();
      else journal.heard(news);
    },
    leads: () => journal.turn(),
    waits: () => journal.hasPending,
  });
  const seen = new Database(indexedDB, `fechatter-view:${owner}`, scope);
  return {
    journal,
    view: new ViewCache(seen, scope, onError),
    ended: () => tabs.tell({ type: 'ended' }),
    close: () => {
      database.close();
      seen.close();
    },
  };
}
