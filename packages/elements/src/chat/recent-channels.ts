import type { ChannelId } from '@fechatter/client-sdk';
import { remembered } from './remembered.ts';

const MOST = 8;

const keyOf = (slug: string): string => `recent:${slug}`;

/** The conversations that were open in a workspace, the last one first. */
export function recentChannels(slug: string): readonly ChannelId[] {
  return remembered.get(keyOf(slug))?.split(' ') ?? [];
}

export function rememberChannel(slug: string, channelId: ChannelId): void {
  const others = recentChannels(slug).filter((id) => id !== channelId);
  remembered.set(keyOf(slug), [channelId, ...others].slice(0, MOST).join(' '));
}
