import type { Channel, ChannelState, WorkspaceState } from '@fechatter/client-sdk';
import type { Localizer } from '../localize/localizer.ts';
import { matchesName } from '../composer/mention-completion.ts';
import { channelTitle } from './channel-title.ts';

/** A conversation as the list shows it. */
export interface ChannelEntry {
  readonly state: ChannelState;
  readonly title: string;
}

/** The parts of the list, in the order of the page. */
export interface ChannelSections {
  readonly favourites: readonly ChannelEntry[];
  readonly channels: readonly ChannelEntry[];
  readonly direct: readonly ChannelEntry[];
}

/**
 * Sorts the conversations of somebody: channels by name, people by who spoke last. Archived ones are left out
 * unless they are searched for.
 */
export function channelSections(
  store: WorkspaceState,
  localizer: Localizer,
  search: string,
): ChannelSections {
  const wanted = search.trim().toLocaleLowerCase();
  const entries = [...store.channels.values()]
    .map((state): ChannelEntry => ({ state, title: channelTitle(state.channel, store, localizer) }))
    .filter(({ state, title }) =>
      wanted === '' ? state.channel.archivedAt === null : matches(title, wanted),
    );
  const favourites = entries.filter(({ state }) => state.membership.favourite);
  const others = entries.filter(({ state }) => !state.membership.favourite);
  const named = (a: ChannelEntry, b: ChannelEntry): number => localizer.byName(a.title, b.title);
  const recent = (a: ChannelEntry, b: ChannelEntry): number =>
    lastMoment(b.state.channel) - lastMoment(a.state.channel);
  return {
    favourites: favourites.sort(named),
    channels: others.filter(({ state }) => isNamed(state.channel)).sort(named),
    direct: others.filter(({ state }) => !isNamed(state.channel)).sort(recent),
  };
}

/** Whether a conversation is a channel, and not one between people. */
export function isNamed(channel: Channel): boolean {
  return channel.kind === 'public' || channel.kind === 'private';
}

function matches(title: string, wanted: string): boolean {
  return matchesName(title, wanted) || title.toLocaleLowerCase().includes(wanted);
}

function lastMoment(channel: Channel): number {
  return Date.parse(channel.lastMessageAt ?? channel.createdAt);
}
