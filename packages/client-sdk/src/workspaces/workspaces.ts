import type { Api } from '../auth/api-client.ts';
import type { SessionKeeper } from '../auth/session-keeper.ts';
import { loadedLater } from '../loading/load-part.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import type { WorkspacesClient } from './api.ts';

/** The workspaces of the caller, and the settings of the open one. What is not needed to chat is loaded when it is first used. */
export const createWorkspaces = (
  api: Api,
  session: SessionKeeper,
  sync: WorkspaceSync,
  reconnect: () => void,
): WorkspacesClient => ({
  list: async () => {
    const { items } = await api.call('workspaces.list', {});
    session.updateAccount((account) => ({ ...account, workspaces: items }));
    return items;
  },
  open: async (slug) => {
    sync.open(slug);
    reconnect();
    await sync.workspaceId();
  },
  ...loadedLater(async () => {
    const { WorkspaceAdministration } = await import('./workspace-administration.ts');
    return new WorkspaceAdministration(api, session, sync);
  }, [
    'create',
    'update',
    'leave',
    'previewInvite',
    'acceptInvite',
    'invites',
    'createInvite',
    'revokeInvite',
    'appKeys',
    'createAppKey',
    'revokeAppKey',
  ]),
});
