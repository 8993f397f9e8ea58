import type { ChannelId } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import { isRetryable } from '../errors/guards.ts';
import type { Scope } from '../scope/scope.ts';
import { updateChannel } from '../sync/synced-state.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import { withMembership, withRead } from './channel-state.ts';

/** A mark that the server did not take for now is told again after so long, or with the next connection. */
const RETRY_MS = 10_000;

/** Moves the caller's read marks: here at once, on the server one call at a time for each channel. */
export class ReadMarks {
  readonly #api: Api;
  readonly #sync: WorkspaceSync;
  readonly #scope: Pick<Scope, 'after'>;
  /** Marks that the server does not know of yet. */
  readonly #wanted = new Map<ChannelId, number>();
  readonly #running = new Map<ChannelId, Promise<void>>();

  constructor(api: Api, sync: WorkspaceSync, scope: Pick<Scope, 'after'>) {
    this.#api = api;
    this.#sync = sync;
    this.#scope = scope;
    sync.listen({
      cleared: () => this.#wanted.clear(),
      // A mark that could not be told for want of a network is told now.
      opened: () => {
        for (const channelId of this.#wanted.keys()) this.#flush(channelId).catch(() => {});
      },
    });
  }

  async read(channelId: ChannelId, index: number): Promise<void> {
    const channel = this.#sync.view.channels.get(channelId);
    if (channel === undefined || index <= channel.membership.lastReadIndex) return;
    this.#sync.update((state) => updateChannel(state, channelId, (known) => withRead(known, index)));
    this.#wanted.set(channelId, Math.max(index, this.#wanted.get(channelId) ?? 0));
    await this.#flush(channelId);
  }

  async unread(channelId: ChannelId, fromIndex: number): Promise<void> {
    await this.#inTurn(channelId, async () => {
      this.#wanted.delete(channelId);
      await this.#put(channelId, Math.max(0, fromIndex - 1), true);
    });
  }

  /** Marks that are set while a call is under way share the next one. */
  #flush(channelId: ChannelId): Promise<void> {
    return this.#inTurn(channelId, async () => {
      const index = this.#wanted.get(channelId);
      if (index === undefined) return;
      try {
        await this.#put(channelId, index, false);
      } catch (error) {
        if (!isRetryable(error)) this.#wanted.delete(channelId);
        else this.#scope.after(RETRY_MS, () => void this.#flush(channelId).catch(() => {}));
        throw error;
      }
      if (this.#wanted.get(channelId) === index) this.#wanted.delete(channelId);
    });
  }

  #inTurn(channelId: ChannelId, work: () => Promise<void>): Promise<void> {
    const turn = (this.#running.get(channelId) ?? Promise.resolve()).then(work, work);
    this.#running.set(channelId, turn);
    const done = (): void => {
      if (this.#running.get(channelId) === turn) this.#running.delete(channelId);
    };
    turn.then(done, done);
    return turn;
  }

  async #put(channelId: ChannelId, index: number, unread: boolean): Promise<void> {
    const workspaceId = await this.#sync.workspaceId();
    const membership = await this.#api.call('channels.read', {
      path: { workspaceId, channelId },
      body: { index, unread },
    });
    this.#sync.update((state) =>
      updateChannel(state, channelId, (known) => withMembership(known, membership)),
    );
  }
}
