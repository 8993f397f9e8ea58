import { createId, type Report, type ReportId } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import { withUsers } from '../sync/synced-state.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import type { Page } from '../wire/page.ts';
import type { ReportsClient } from './api.ts';

/** What people ask those who keep order to look at. Loaded when it is first used. */
export class Reports implements ReportsClient {
  readonly #api: Api;
  readonly #sync: WorkspaceSync;

  constructor(api: Api, sync: WorkspaceSync) {
    this.#api = api;
    this.#sync = sync;
  }

  async create(input: Parameters<ReportsClient['create']>[0]): Promise<Report> {
    const workspaceId = await this.#sync.workspaceId();
    return this.#api.call('reports.create', { path: { workspaceId }, body: { id: createId(), ...input } });
  }

  async list(query: NonNullable<Parameters<ReportsClient['list']>[0]> = {}): Promise<Page<Report>> {
    const workspaceId = await this.#sync.workspaceId();
    const { items, users, next } = await this.#api.call('reports.list', { path: { workspaceId }, query });
    this.#sync.update((state) => withUsers(state, users));
    return { items, next };
  }

  async resolve(reportId: ReportId, input: Parameters<ReportsClient['resolve']>[1]): Promise<Report> {
    const workspaceId = await this.#sync.workspaceId();
    return this.#api.call('reports.resolve', { path: { workspaceId, reportId }, body: input });
  }
}
