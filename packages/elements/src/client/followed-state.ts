/** What elements show of the open workspace, rendered again when it has changed. */
import type { ChannelId, ChannelState, ChatClient, WorkspaceState } from '@fechatter/client-sdk';
import type { ReactiveControllerHost } from 'lit';
import { StoreController } from './store-controller.ts';

type Host = ReactiveControllerHost & { readonly client: ChatClient | undefined };

/** @param fields - Those that the host shows; it is not rendered for the others. */
export function followWorkspace(
  host: Host,
  ...fields: readonly (keyof WorkspaceState)[]
): StoreController<WorkspaceState, WorkspaceState> {
  return new StoreController<WorkspaceState, WorkspaceState>(
    host,
    () => host.client?.store,
    (store) => store,
    (a, b) => fields.every((field) => a[field] === b[field]),
  );
}

/** The channel of the host, while the caller is in it. */
export function followChannel(
  host: Host & { readonly channelId: ChannelId | null },
): StoreController<WorkspaceState, ChannelState | undefined> {
  return new StoreController<WorkspaceState, ChannelState | undefined>(
    host,
    () => host.client?.store,
    ({ channels }) => channels.get(host.channelId ?? ''),
  );
}
