import type { UserId } from '@fechatter/protocol';
import type { Environment } from '../environment/environment.ts';
import type { ApiFailure } from '../errors/api-error.ts';
import type { ChatError } from '../errors/chat-error.ts';
import type { Scope } from '../scope/scope.ts';
import { DeviceJournal, type JournalNews } from '../outbox/device-journal.ts';
import type { Journal } from '../outbox/journal.ts';
import { SharedTransport, type SharedTransportParts } from '../tabs/shared-transport.ts';
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
  /** The stream that the tabs share; null where they cannot, or are not to. */
  readonly transport: SharedTransport | null;
  /** The person signed out: tells the other tabs. */
  ended(): void;
  close(): void;
}

type News = JournalNews | { readonly type: 'ended' };

/** Opens what the device keeps for one person of one server. Loaded when somebody is signed in. */
export function openDevice(options: {
  readonly device: Device;
  readonly indexedDB: IDBFactory;
  readonly server: string;
  readonly userId: UserId;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly stream: Omit<SharedTransportParts, 'device' | 'environment' | 'scope' | 'server'> | null;
  readonly report: (state: StorageState) => void;
  /** Makes an error again of what was kept of one; given, so that this part shares no code with the core. */
  readonly toError: (failure: ApiFailure) => ChatError;
  /** The person signed out in another tab. */
  readonly onEnded: () => void;
}): OpenDevice {
  const { device, indexedDB, server, userId, environment, scope, stream, report, toError, onEnded } = options;
  const { onError } = environment;
  // Names the person among all those who use this browser.
  const owner = `${server}:${userId}`;
  const name = `fechatter-outbox:${owner}`;
  const database = new Database(indexedDB, name, scope, {
    wiped: () => journal.wiped(),
    closed: () => {
      if (!scope.signal.aborted) journal.look();
    },
  });
  const ahead = new Database(indexedDB, `fechatter-ahead:${owner}`, scope);
  const journal: DeviceJournal = new DeviceJournal({
    database,
    ahead,
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
    environment,
    heard: (news) => {
      if (news.type === 'ended') onEnded();
      else journal.heard(news);
    },
    leads: () => journal.turn(),
    returned: () => journal.turn(),
    waits: () => journal.hasPending,
  });
  const seen = new Database(indexedDB, `fechatter-view:${owner}`, scope);
  return {
    journal,
    view: new ViewCache(seen, scope, onError),
    // New Node has locks and channels, too, but no place that its programs share: there each has its own stream.
    transport:
      stream !== null && device.locks !== undefined && device.BroadcastChannel !== undefined
        ? new SharedTransport({ ...stream, device, environment, scope, server })
        : null,
    ended: () => tabs.tell({ type: 'ended' }),
    close: () => {
      database.close();
      ahead.close();
      seen.close();
    },
  };
}
