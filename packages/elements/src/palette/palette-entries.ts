/** What the palette offers, and in which order: pure, so that it is tested without a page. */
import type { ChannelId, ChannelState, User, WorkspaceState } from '@fechatter/client-sdk';
import { isNamed } from '../channels/channel-sections.ts';
import { channelTitle, directPartner, keepsOrder } from '../channels/channel-title.ts';
import type { IconName } from '../icons/icons.ts';
import type { Localizer } from '../localize/localizer.ts';

/** What the palette does rather than where it leads. */
export type PaletteCommand =
  | 'create'
  | 'direct'
  | 'browse'
  | 'search'
  | 'find'
  | 'date'
  | 'members'
  | 'reports'
  | 'profile'
  | 'shortcuts'
  | 'read-all'
  | 'theme-auto'
  | 'theme-light'
  | 'theme-dark'
  | 'theme-high-contrast';

export type PaletteEntry =
  | { readonly kind: 'channel'; readonly title: string; readonly state: ChannelState }
  | { readonly kind: 'person'; readonly title: string; readonly user: User }
  | {
      readonly kind: 'command';
      readonly title: string;
      readonly command: PaletteCommand;
      readonly icon: IconName;
      /** Its keys, where it has some. */
      readonly keys?: string;
    };

export interface PaletteSection {
  readonly name: 'recent' | 'conversations' | 'people' | 'commands';
  readonly entries: readonly PaletteEntry[];
}

/** What the entries are made from. */
export interface PaletteWorld {
  readonly store: WorkspaceState;
  readonly localizer: Localizer;
  /** The open conversation. */
  readonly channelId: ChannelId | null;
  /** Those that were open before, the last one first. */
  readonly recent: readonly ChannelId[];
  /** People found on the server, besides those that are known. */
  readonly found: readonly User[];
}

/** Of each kind at most so many are shown: who looks for more writes more. */
const MOST = 6;

/** What is offered for a text; with none, where one was last, and every command. */
export function paletteSections(query: string, world: PaletteWorld): PaletteSection[] {
  const wanted = query.trim().toLocaleLowerCase();
  const sections: PaletteSection[] =
    wanted === ''
      ? [
          { name: 'recent', entries: recentEntries(world) },
          { name: 'commands', entries: commands(world) },
        ]
      : [
          { name: 'conversations', entries: best(channels(world), wanted).slice(0, MOST) },
          { name: 'people', entries: best(people(world), wanted).slice(0, MOST) },
          { name: 'commands', entries: best(commands(world), wanted) },
        ];
  return sections.filter(({ entries }) => entries.length > 0);
}

function recentEntries(world: PaletteWorld): PaletteEntry[] {
  const { store, recent, channelId } = world;
  const states = recent.filter((id) => id !== channelId).map((id) => store.channels.get(id));
  return states
    .filter((state) => state !== undefined)
    .slice(0, MOST - 1)
    .map((state) => channelEntry(state, world));
}

function channels(world: PaletteWorld): PaletteEntry[] {
  const { store, recent } = world;
  const place = ({ channel }: ChannelState): number => {
    const at = recent.indexOf(channel.id);
    return at === -1 ? recent.length : at;
  };
  return [...store.channels.values()]
    .sort((a, b) => place(a) - place(b) || b.unread - a.unread)
    .map((state) => channelEntry(state, world));
}

function channelEntry(state: ChannelState, { store, localizer }: PaletteWorld): PaletteEntry {
  return { kind: 'channel', title: channelTitle(state.channel, store, localizer), state };
}

/** Everybody with whom there is no conversation yet: the others stand among the conversations. */
function people({ store, found }: PaletteWorld): PaletteEntry[] {
  const inTouch = new Set(
    [...store.channels.values()].map(({ channel }) => directPartner(channel, store)?.id),
  );
  const all = new Map([...store.users.values(), ...found].map((user) => [user.id, user]));
  return [...all.values()]
    .filter(({ id, removed }) => !removed && !inTouch.has(id) && id !== store.me?.user.id)
    .map((user) => ({ kind: 'person', title: user.name, user }));
}

function commands({ store, localizer: { t }, channelId }: PaletteWorld): PaletteEntry[] {
  const state = channelId === null ? undefined : store.channels.get(channelId);
  const mayMake = store.me?.user.role !== 'guest';
  const isOpen = state !== undefined;
  const offered: readonly (readonly [PaletteCommand, string, IconName, boolean, string?])[] = [
    ['search', t('search.title'), 'search', true, 'Mod+Shift+F'],
    ['find', t('header.find'), 'search', isOpen, 'Mod+F'],
    ['date', t('header.date'), 'calendar', isOpen],
    ['members', t('members.title'), 'users', isOpen && state.channel.kind !== 'direct'],
    ['reports', t('reports.title'), 'shield', keepsOrder(store.me)],
    ['create', t('channels.new'), 'plus', mayMake],
    ['direct', t('channels.newDirect'), 'pencil', mayMake],
    ['browse', t('channels.browse'), 'compass', true],
    [
      'read-all',
      t('palette.readAll'),
      'check-check',
      [...store.channels.values()].some(({ unread }) => unread > 0),
    ],
    ['profile', t('profile.menu'), 'settings', true],
    ['theme-auto', t('palette.themeAuto'), 'eye', true],
    ['theme-light', t('palette.themeLight'), 'eye', true],
    ['theme-dark', t('palette.themeDark'), 'eye', true],
    ['theme-high-contrast', t('palette.themeHighContrast'), 'eye', true],
    ['shortcuts', t('shortcuts.title'), 'keyboard', true, '?'],
  ];
  return offered
    .filter(([, , , shown]) => shown)
    .map(([command, title, icon, , keys]) => ({
      kind: 'command',
      title,
      command,
      icon,
      ...(keys === undefined ? {} : { keys }),
    }));
}

/** Those that fit, the better ones first: names that begin so, then words that do, then what holds it anywhere. */
function best(entries: readonly PaletteEntry[], wanted: string): PaletteEntry[] {
  return entries
    .map((entry) => ({ entry, rank: rankOf(entry.title.toLocaleLowerCase(), wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ entry }) => entry);
}

function rankOf(title: string, wanted: string): number {
  if (title.startsWith(wanted)) return 3;
  if (title.split(/[\s_.\-–:]+/u).some((word) => word.startsWith(wanted))) return 2;
  return title.includes(wanted) ? 1 : 0;
}

/** Whether an entry is a channel with a name, which has a sign before it. */
export const isChannel = (entry: PaletteEntry): boolean =>
  entry.kind === 'channel' && isNamed(entry.state.channel);
