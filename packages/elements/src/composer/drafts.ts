import type { ChannelId, ChatClient, Message } from '@fechatter/client-sdk';
import type { PickedMentions } from './mention-text.ts';

/** What somebody has begun to write. */
export interface Draft {
  readonly text: string;
  readonly picked: PickedMentions;
  readonly replyTo: Message | null;
}

const perClient = new WeakMap<ChatClient, Drafts>();

/** The drafts of a client, for as long as it lives. Whoever shows where there are some listens for `change`. */
export class Drafts extends EventTarget {
  readonly #drafts = new Map<ChannelId, Draft>();

  has(channelId: ChannelId): boolean {
    return this.#drafts.has(channelId);
  }

  get(channelId: ChannelId): Draft | undefined {
    return this.#drafts.get(channelId);
  }

  set(channelId: ChannelId, draft: Draft): void {
    const isNew = !this.has(channelId);
    this.#drafts.set(channelId, draft);
    if (isNew) this.dispatchEvent(new Event('change'));
  }

  delete(channelId: ChannelId): void {
    if (this.#drafts.delete(channelId)) this.dispatchEvent(new Event('change'));
  }
}

export function draftsOf(client: ChatClient): Drafts {
  const drafts = perClient.get(client) ?? new Drafts();
  perClient.set(client, drafts);
  return drafts;
}
