import type { ChannelState, Me } from '@fechatter/client-sdk';
import type { MenuItem } from '../dialogs/menu.ts';
import type { Localizer } from '../localize/localizer.ts';
import { preferenceItems } from './channel-preferences.ts';
import { isNamed } from './channel-sections.ts';
import { moderates } from './channel-title.ts';

/** The entries of a conversation's settings that its caller may use. */
export function channelMenu(state: ChannelState, me: Me | null, localizer: Localizer): MenuItem[] {
  const { t } = localizer;
  const { channel } = state;
  const named = isNamed(channel);
  const rules = named && moderates(state, me);
  const archived = channel.archivedAt !== null;
  const entries: (MenuItem & { readonly shown: boolean })[] = [
    { id: 'find', label: t('header.find'), icon: 'search', shown: true },
    { id: 'date', label: t('header.date'), icon: 'calendar', shown: true },
    ...preferenceItems(state, localizer).map((item) => ({ ...item, shown: true })),
    { id: 'edit', label: t('header.edit'), icon: 'pencil', separate: true, shown: rules && !archived },
    {
      id: 'archive',
      label: t(archived ? 'header.unarchive' : 'header.archive'),
      icon: archived ? 'rotate-ccw' : 'archive',
      shown: rules,
    },
    {
      id: 'leave',
      label: t('header.leave'),
      icon: 'log-out',
      danger: true,
      separate: true,
      shown: channel.kind !== 'direct',
    },
  ];
  return entries.filter((entry) => entry.shown);
}
