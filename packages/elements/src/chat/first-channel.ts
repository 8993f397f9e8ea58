import type { ChannelId, WorkspaceState } from '@fechatter/client-sdk';
import { channelSections } from '../channels/channel-sections.ts';
import type { Localizer } from '../localize/localizer.ts';
import { recentChannels } from './recent-channels.ts';

/** The conversation to open when none is: the one the page asks for, the last one, or the first of the list. */
export function firstChannel(
  store: WorkspaceState,
  asked: string | null,
  localizer: Localizer,
): ChannelId | null {
  const named = [...store.channels.keys()].find((id) => isAsked(store, id, asked));
  if (named !== undefined) return named;
  const last = recentChannels(store.workspace?.slug ?? '').find((id) => store.channels.has(id));
  if (last !== undefined) return last;
  const { favourites, channels, direct } = channelSections(store, localizer, '');
  return [...favourites, ...channels, ...direct][0]?.state.channel.id ?? null;
}

/** Whether the page asks for a conversation, by its id or by its name. */
export function isAsked(store: WorkspaceState, id: ChannelId, asked: string | null): boolean {
  const name = store.channels.get(id)?.channel.name;
  return asked !== null && (id === asked || (name !== '' && name === asked.replace(/^#/, '')));
}

/** Whether two states hold the same conversations, whatever is new in them. */
export function sameChannels(a: WorkspaceState['channels'], b: WorkspaceState['channels']): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [id, state] of a) if (b.get(id)?.channel.archivedAt !== state.channel.archivedAt) return false;
  return true;
}
