/**
 * What an application sees of the SDK: the client, and beside each domain the interface of its part. All are
 * interfaces, so that a test can put something else in their place.
 */
import type { Capabilities } from '@fechatter/protocol';
import type { AuthClient } from './auth/api.ts';
import type { ChannelsClient } from './channels/api.ts';
import type { ConnectionClient } from './connection/api.ts';
import type { StorageState } from './device/storage-state.ts';
import type { ReportsClient } from './reports/api.ts';
import type { SearchClient } from './search/api.ts';
import type { ReadableStore } from './store/store.ts';
import type { EventsClient, WorkspaceState } from './sync/api.ts';
import type { AnyCustomFields, CustomFields } from './timelines/api.ts';
import type { UsersClient } from './users/api.ts';
import type { WorkspacesClient } from './workspaces/api.ts';

export type * from './auth/api.ts';
export type * from './channels/api.ts';
export type * from './connection/api.ts';
export type * from './outbox/delivery-state.ts';
export type * from './reports/api.ts';
export type * from './search/api.ts';
export type * from './sync/api.ts';
export type * from './timelines/api.ts';
export type * from './users/api.ts';
export type * from './wire/page.ts';
export type * from './workspaces/api.ts';

/**
 * A connection to one FeChatter server for one person. Made by {@link createChatClient}; nothing happens
 * until `connection.connect()` or an `auth` call.
 */
export interface ChatClient<C extends CustomFields = AnyCustomFields> {
  readonly server: URL;
  readonly auth: AuthClient;
  readonly connection: ConnectionClient;
  /** Whether what is unsent and what was seen outlive the page, and if not, why. */
  readonly storage: ReadableStore<StorageState>;
  /** The open workspace. */
  readonly store: ReadableStore<WorkspaceState>;
  readonly workspaces: WorkspacesClient;
  readonly channels: ChannelsClient<C>;
  readonly users: UsersClient;
  readonly reports: ReportsClient;
  readonly search: SearchClient;
  readonly events: EventsClient;
  capabilities(): Promise<Capabilities>;
  /** Ends every timer, listener and request. The client is of no use afterwards; a second call does nothing. */
  dispose(): void;
}
