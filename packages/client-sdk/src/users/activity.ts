import type { Api } from '../auth/api-client.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';

type State = 'active' | 'idle';

/**
 * Tells the server whether the person is using this device. A connection begins as active, so an idle device says so
 * on each. Tabs that share a connection are one device: it is in use when any of them is, and the one that holds the
 * connection tells.
 */
export class Activity {
  readonly #api: Api;
  readonly #sync: WorkspaceSync;
  #own: State = 'active';
  #others: State = 'idle';
  #told: State = 'active';
  /** Null without a connection, and while another tab holds it. */
  #connectionId: string | null = null;
  #listener: (own: State) => void = () => {};

  constructor(api: Api, sync: WorkspaceSync) {
    this.#api = api;
    this.#sync = sync;
    sync.listen({
      cleared: () => (this.#connectionId = null),
      opened: (connectionId) => {
        this.#connectionId = connectionId || null;
        this.#told = 'active';
        this.#tell();
      },
    });
  }

  /** Whether the person is using this tab. */
  get own(): State {
    return this.#own;
  }

  set(activity: State): void {
    if (activity === this.#own) return;
    this.#own = activity;
    this.#listener(activity);
    this.#tell();
  }

  /** Whether the person is using any other tab of those that share this one's connection. */
  setOthers(activity: State): void {
    this.#others = activity;
    this.#tell();
  }

  /** Hears of every change in this tab. */
  follow(listener: (own: State) => void): void {
    this.#listener = listener;
  }

  #tell(): void {
    const workspaceId = this.#sync.knownWorkspaceId;
    const connectionId = this.#connectionId;
    const activity = this.#own === 'active' ? 'active' : this.#others;
    if (workspaceId === null || connectionId === null || activity === this.#told) return;
    this.#told = activity;
    // Of no consequence when it fails: it is told again at the next change or connection.
    this.#api
      .call('presence.set', { path: { workspaceId }, body: { connectionId, activity } })
      .catch(() => {});
  }
}
