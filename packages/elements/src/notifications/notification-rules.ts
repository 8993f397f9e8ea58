/** Which messages call for attention: pure, so that each rule is tested by itself. */
import type { ChannelState, Me, Message, WorkspaceState } from '@fechatter/client-sdk';

/**
 * Whether somebody is to be told of a message. What is muted, or of somebody blocked, tells nothing; otherwise the setting of the channel counts,
 * and where it has none that of the person. In a conversation between people each message is for the one who reads it.
 *
 * @param now - Milliseconds since 1970.
 */
export function callsForAttention(message: Message, channel: ChannelState, me: Me, now: number): boolean {
  const { settings, user, blockedIds } = me;
  const { membership } = channel;
  if (message.authorId === user.id || message.deletedAt !== null || membership.muted) return false;
  if (settings.availability === 'busy' || blockedIds.includes(message.authorId)) return false;
  if (settings.doNotDisturbUntil !== null && Date.parse(settings.doNotDisturbUntil) > now) return false;
  switch (membership.notifications ?? settings.notifications) {
    case 'none':
      return false;
    case 'all':
      return true;
    case 'mentions': {
      const isBetweenPeople = channel.channel.kind === 'direct' || channel.channel.kind === 'group';
      return isBetweenPeople || message.mentionsChannel || message.mentions.includes(user.id);
    }
  }
}

/** What waits for somebody in a workspace. */
export interface Unread {
  /** Unread messages, those of muted conversations left out. */
  readonly messages: number;
  /** Those that mention the reader, wherever they are. */
  readonly mentions: number;
}

export function unreadIn({ channels }: WorkspaceState): Unread {
  let messages = 0;
  let mentions = 0;
  for (const state of channels.values()) {
    if (!state.membership.muted) messages += state.unread;
    mentions += state.mentions;
  }
  return { messages, mentions };
}
