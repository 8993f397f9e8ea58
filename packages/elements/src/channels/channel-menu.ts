import type { ChannelState, Me } from '@fechatter/client-sdk';
import type { MenuItem } from '../dialogs/menu.ts';
import type { Localizer } from '../localize/localizer.ts';
import { isNamed } from './channel-sections.ts';
import { moderates } from './channel-title.ts';

/** The entries of a conversation's settings that its caller may use. */
export function channelMenu(state: ChannelState, me: Me | null, { t }: Localizer): MenuItem[] {
  const { channel, membership } = state;
  const named = isNamed(channel);
  const rules = named && moderates(state, me);
  const archived = channel.archivedAt !== null;
  const level = membership.notifications;
  const entries: (MenuItem & { readonly shown: boolean })[] = [
    { id: 'find', label: t('header.find'), icon: 'search', shown: true },
    { id: 'date', label: t('header.date'), icon: 'calendar', shown: true },
    {
      id: 'favourite',
      label: t(membership.favourite ? 'header.unfavourite' : 'header.favourite'),
      icon: 'star',
      separate: true,
      shown: true,
    },
    {
      id: 'mute',
      label: t(membership.muted ? 'header.unmute' : 'header.mute'),
      icon: membership.muted ? 'bell' : 'bell-off',
      shown: true,
    },
    {
      id: 'notify-all',
      label: t('header.notifyAll'),
      icon: 'bell',
      checked: level === 'all',
      separate: true,
      shown: named,
    },
    {
      id: 'notify-mentions',
      label: t('header.notifyMentions'),
      icon: 'at-sign',
      checked: level === 'mentions',
      shown: named,
    },
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
