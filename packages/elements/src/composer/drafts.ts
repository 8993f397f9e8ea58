import type { ChannelId, ChatClient, Message } from '@fechatter/client-sdk';
import type { PickedMentions } from './mention-text.ts';

/** What somebody has begun to write. */
export interface Draft {
  readonly text: string;
  readonly picked: PickedMentions;
  readonly replyTo: Message | null;
}

const perClient = new WeakMap<ChatClient, Map<ChannelId, Draft>>();

/** The drafts of a client, for as long as it lives. */
export function draftsOf(client: ChatClient): Map<ChannelId, Draft> {
  const drafts = perClient.get(client) ?? new Map<ChannelId, Draft>();
  perClient.set(client, drafts);
  return drafts;
}
