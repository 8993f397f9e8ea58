import type { WorkspaceSummary } from '@fechatter/protocol';
import type { WorkspacesClient } from '../api.ts';
import type { Api } from '../auth/api-client.ts';
import type { SessionKeeper } from '../auth/session-keeper.ts';
import { loadedLater } from '../loading/load-part.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';

/** The workspaces of the caller, and the settings of the open one. What is not needed to chat is loaded when it is first used. */
export class Workspaces implements WorkspacesClient {
  readonly #api: Api;
  readonly #session: SessionKeeper;
  readonly #sync: WorkspaceSync;
  readonly #reconnect: () => void;

  constructor(api: Api, session: SessionKeeper, sync: WorkspaceSync, reconnect: () => void) {
    this.#api = api;
    this.#session = session;
    this.#sync = sync;
    this.#reconnect = reconnect;
  }

  async list(): Promise<readonly WorkspaceSummary[]> {
    const { items } = await this.#api.call('workspaces.list', {});
    this.#session.updateAccount((account) => ({ ...account, workspaces: items }));
    return items;
  }

  async open(slug: string): Promise<void> {
    this.#sync.open(slug);
    this.#reconnect();
    await this.#sync.workspaceId();
  }

  readonly #later = loadedLater(async () => {
    const { WorkspaceAdministration } = await import('./workspace-administration.ts');
    return new WorkspaceAdministration(this.#api, this.#session, this.#sync);
  });
  readonly create = this.#later('create');
  readonly update = this.#later('update');
  readonly leave = this.#later('leave');
  readonly previewInvite = this.#later('previewInvite');
  readonly acceptInvite = this.#later('acceptInvite');
  readonly invites = this.#later('invites');
  readonly createInvite = this.#later('createInvite');
  readonly revokeInvite = this.#later('revokeInvite');
  readonly appKeys = this.#later('appKeys');
  readonly createAppKey = this.#later('createAppKey');
  readonly revokeAppKey = this.#later('revokeAppKey');
}
