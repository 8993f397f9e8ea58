import type { ChannelState, ChatClient, Membership } from '@fechatter/client-sdk';
import type { MenuItem } from '../dialogs/menu.ts';
import type { Localizer } from '../localize/localizer.ts';
import { isNamed } from './channel-sections.ts';

type Preferences = Parameters<ChatClient['channels']['setPreferences']>[1];

/** The entries of a menu with which the caller arranges a conversation for themself. */
export function preferenceItems({ channel, membership }: ChannelState, { t }: Localizer): MenuItem[] {
  const { favourite, muted, notifications: level } = membership;
  const items: MenuItem[] = [
    {
      id: 'favourite',
      label: t(favourite ? 'header.unfavourite' : 'header.favourite'),
      icon: 'star',
      separate: true,
    },
    { id: 'mute', label: t(muted ? 'header.unmute' : 'header.mute'), icon: muted ? 'bell' : 'bell-off' },
  ];
  if (!isNamed(channel)) return items;
  return [
    ...items,
    {
      id: 'notify-all',
      label: t('header.notifyAll'),
      icon: 'bell',
      checked: level === 'all',
      separate: true,
    },
    {
      id: 'notify-mentions',
      label: t('header.notifyMentions'),
      icon: 'at-sign',
      checked: level === 'mentions',
    },
  ];
}

/** What an entry of that menu changes; null for an entry that is none of them. Chosen again, a level is taken back. */
export function preferenceChange(id: string, membership: Membership): Preferences | null {
  const level = (chosen: 'all' | 'mentions'): Preferences => ({
    notifications: membership.notifications === chosen ? null : chosen,
  });
  switch (id) {
    case 'favourite':
      return { favourite: !membership.favourite };
    case 'mute':
      return { muted: !membership.muted };
    case 'notify-all':
      return level('all');
    case 'notify-mentions':
      return level('mentions');
    default:
      return null;
  }
}
