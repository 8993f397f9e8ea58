import {
  createId,
  type AppKeyId,
  type InviteId,
  type InvitePreview,
  type Workspace,
  type WorkspaceSummary,
} from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import type { SessionKeeper } from '../auth/session-keeper.ts';
import { withView } from '../sync/synced-state.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import { defined } from '../wire/defined.ts';
import type { WorkspacesClient } from './api.ts';

/** What is done with workspaces once in a while. Loaded when it is first used. */
export class WorkspaceAdministration implements Omit<WorkspacesClient, 'list' | 'open'> {
  readonly #api: Api;
  readonly #session: SessionKeeper;
  readonly #sync: WorkspaceSync;

  constructor(api: Api, session: SessionKeeper, sync: WorkspaceSync) {
    this.#api = api;
    this.#session = session;
    this.#sync = sync;
  }

  async create(input: Parameters<WorkspacesClient['create']>[0]): Promise<WorkspaceSummary> {
    return this.#entered(await this.#api.call('workspaces.create', { body: { id: createId(), ...input } }));
  }

  async update(change: Parameters<WorkspacesClient['update']>[0]): Promise<Workspace> {
    const workspaceId = await this.#sync.workspaceId();
    const { allowedOrigins, ...rest } = change;
    const body = defined({
      ...rest,
      ...(allowedOrigins !== undefined && { allowedOrigins: [...allowedOrigins] }),
    });
    const workspace = await this.#api.call('workspaces.update', { path: { workspaceId }, body });
    this.#sync.update((state) =>
      workspace.version > (state.view.workspace?.version ?? -1) ? withView(state, { workspace }) : state,
    );
    return workspace;
  }

  async leave(): Promise<void> {
    const workspaceId = await this.#sync.workspaceId();
    await this.#api.call('workspaces.leave', { path: { workspaceId } });
  }

  async previewInvite(code: string): Promise<InvitePreview> {
    return this.#api.call('invites.preview', { path: { code } });
  }

  async acceptInvite(code: string): Promise<WorkspaceSummary> {
    return this.#entered(await this.#api.call('invites.accept', { path: { code } }));
  }

  async invites(): ReturnType<WorkspacesClient['invites']> {
    const workspaceId = await this.#sync.workspaceId();
    return (await this.#api.call('invites.list', { path: { workspaceId } })).items;
  }

  async createInvite({
    channelIds,
    ...input
  }: NonNullable<Parameters<WorkspacesClient['createInvite']>[0]> = {}): ReturnType<
    WorkspacesClient['createInvite']
  > {
    const workspaceId = await this.#sync.workspaceId();
    const body = {
      id: createId(),
      ...defined(input),
      ...(channelIds !== undefined && { channelIds: [...channelIds] }),
    };
    return this.#api.call('invites.create', { path: { workspaceId }, body });
  }

  async revokeInvite(inviteId: InviteId): Promise<void> {
    const workspaceId = await this.#sync.workspaceId();
    await this.#api.call('invites.revoke', { path: { workspaceId, inviteId } });
  }

  async appKeys(): ReturnType<WorkspacesClient['appKeys']> {
    const workspaceId = await this.#sync.workspaceId();
    return (await this.#api.call('appKeys.list', { path: { workspaceId } })).items;
  }

  async createAppKey(
    input: Parameters<WorkspacesClient['createAppKey']>[0],
  ): ReturnType<WorkspacesClient['createAppKey']> {
    const workspaceId = await this.#sync.workspaceId();
    return this.#api.call('appKeys.create', { path: { workspaceId }, body: { id: createId(), ...input } });
  }

  async revokeAppKey(appKeyId: AppKeyId): Promise<void> {
    const workspaceId = await this.#sync.workspaceId();
    await this.#api.call('appKeys.revoke', { path: { workspaceId, appKeyId } });
  }

  #entered(entered: WorkspaceSummary): WorkspaceSummary {
    this.#session.updateAccount((account) => ({
      ...account,
      workspaces: [
        ...account.workspaces.filter(({ workspace }) => workspace.id !== entered.workspace.id),
        entered,
      ],
    }));
    return entered;
  }
}
