/** What can be done about somebody: pure, so that every menu offers the same. */
import type { ChannelId, Message, User, UserId } from '@fechatter/client-sdk';
import type { MenuItem } from '../dialogs/menu.ts';
import type { Localizer } from '../localize/localizer.ts';

const acts = ['silence', 'unsilence', 'ban', 'block', 'unblock', 'report'] as const;

/** `silence` takes from somebody for a time the right to write in one channel; `block` is for oneself alone. */
export type PersonAct = (typeof acts)[number];

/** Something that is to be done about somebody. */
export interface ActRequest {
  readonly act: PersonAct;
  readonly userId: UserId;
  /** The channel in which, for what is of one channel. */
  readonly channelId?: ChannelId | null;
  /** The message that is reported; the person themself without one. */
  readonly message?: Message;
}

/** What the reader may do about somebody, and what is done already. */
export interface PersonRights {
  readonly meId: UserId | null;
  /** Whether the reader keeps order over them in this channel. */
  readonly rules: boolean;
  readonly blockedIds: readonly UserId[];
  /** Whether they may not write now, where that is known. */
  readonly silenced?: boolean;
}

export const isPersonAct = (id: string): id is PersonAct => acts.some((act) => act === id);

/** The entries of a menu; none for the reader themself. */
export function personActItems(
  { id, name }: Pick<User, 'id' | 'name'>,
  { meId, rules, blockedIds, silenced = false }: PersonRights,
  { t }: Localizer,
): MenuItem[] {
  if (meId === null || id === meId) return [];
  const entries: (MenuItem & { readonly shown: boolean })[] = [
    { id: 'silence', label: t('moderation.silence'), icon: 'clock', separate: true, shown: rules },
    { id: 'unsilence', label: t('moderation.unsilence'), icon: 'clock', shown: rules && silenced },
    blockedIds.includes(id)
      ? { id: 'unblock', label: t('moderation.unblock'), icon: 'user-x', separate: !rules, shown: true }
      : {
          id: 'block',
          label: t('moderation.block', { name }),
          icon: 'user-x',
          separate: !rules,
          shown: true,
        },
    { id: 'report', label: t('moderation.report'), icon: 'circle-alert', shown: true },
    { id: 'ban', label: t('moderation.ban'), icon: 'ban', danger: true, separate: true, shown: rules },
  ];
  return entries.filter(({ shown }) => shown);
}
