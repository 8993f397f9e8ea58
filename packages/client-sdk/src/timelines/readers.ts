import { limits, type ChannelId, type UserId } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import type { Scope } from '../scope/scope.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';

interface Parts {
  readonly api: Api;
  readonly scope: Scope;
  readonly sync: WorkspaceSync;
  readonly me: () => UserId | null;
}

/** How far the other members of a small channel have read: asked for once, and followed from then on. */
export class Readers {
  readonly #channelId: ChannelId;
  readonly #parts: Parts;
  readonly #changed: () => void;
  #isKnown = false;
  /** By person; the caller is not among them. */
  marks: ReadonlyMap<UserId, number> = new Map();

  /** @param changed - Called when a mark has moved. */
  constructor(channelId: ChannelId, parts: Parts, changed: () => void) {
    this.#channelId = channelId;
    this.#parts = parts;
    this.#changed = changed;
  }

  /** Asks for the marks, unless they are known or the channel is too large to tell. */
  async load(): Promise<void> {
    const { api, sync, scope } = this.#parts;
    const channel = sync.view.channels.get(this.#channelId)?.channel;
    if (this.#isKnown || channel === undefined || channel.memberCount > limits.readReceiptMembers) return;
    try {
      const workspaceId = await sync.workspaceId();
      this.#isKnown = true;
      const { items } = await api.call(
        'channels.members',
        { path: { workspaceId, channelId: this.#channelId }, query: { limit: limits.readReceiptMembers } },
        { signal: scope.signal },
      );
      for (const member of items) this.readTo(member.userId, member.lastReadIndex);
    } catch {
      this.#isKnown = false;
    }
  }

  /** Somebody has read up to here. */
  readTo(userId: UserId, index: number): void {
    if (userId === this.#parts.me() || !this.#isKnown || index <= (this.marks.get(userId) ?? -1)) return;
    this.marks = new Map(this.marks).set(userId, index);
    this.#changed();
  }

  left(userId: UserId): void {
    if (!this.marks.has(userId)) return;
    this.marks = new Map([...this.marks].filter(([other]) => other !== userId));
    this.#changed();
  }

  /** Events may have been missed: the marks are to be asked for again. What is known stays until then. */
  forget(): void {
    this.#isKnown = false;
  }

  clear(): void {
    this.#isKnown = false;
    this.marks = new Map();
  }
}
