import type { Api } from '../auth/api-client.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';

/** Tells the server whether the person is using this device. A connection begins as active, so an idle device says so on each. */
export class Activity {
  readonly #api: Api;
  readonly #sync: WorkspaceSync;
  #activity: 'active' | 'idle' = 'active';
  #connectionId: string | null = null;

  constructor(api: Api, sync: WorkspaceSync) {
    this.#api = api;
    this.#sync = sync;
    sync.listen({
      cleared: () => (this.#connectionId = null),
      opened: (connectionId) => {
        this.#connectionId = connectionId;
        if (this.#activity === 'idle') this.#tell();
      },
    });
  }

  set(activity: 'active' | 'idle'): void {
    if (activity === this.#activity) return;
    this.#activity = activity;
    this.#tell();
  }

  #tell(): void {
    const workspaceId = this.#sync.knownWorkspaceId;
    const connectionId = this.#connectionId;
    if (workspaceId === null || connectionId === null) return;
    // Of no consequence when it fails: it is told again at the next change or connection.
    this.#api
      .call('presence.set', { path: { workspaceId }, body: { connectionId, activity: this.#activity } })
      .catch(() => {});
  }
}
