import type { Message, TimelineItem } from '@fechatter/client-sdk';
import type { MenuItem } from '../dialogs/menu.ts';
import { emit } from '../events/events.ts';
import type { Localizer } from '../localize/localizer.ts';
import { isPersonAct, type PersonRights } from '../moderation/person-acts.ts';

export interface MessageRights extends Omit<PersonRights, 'silenced'> {
  /** Whether the reader may remove what others wrote. */
  readonly moderator: boolean;
  /** Whether nothing may be written or removed here. */
  readonly readOnly: boolean;
  /** Whether the reader may remove, and not write: they are silenced for now, or have blocked the one they would write to. */
  readonly silent: boolean;
}

export const NO_RIGHTS: MessageRights = {
  meId: null,
  moderator: false,
  readOnly: true,
  silent: true,
  rules: false,
  blockedIds: [],
};

/** What the reader may do with a message. */
export interface MessageActions {
  readonly reply: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
  readonly markUnread: boolean;
  readonly history: boolean;
  readonly copy: boolean;
}

export function messageActions({ message, delivery }: TimelineItem, rights: MessageRights): MessageActions {
  const there = message.deletedAt === null && delivery.status === 'sent';
  const own = message.authorId === rights.meId;
  const writes = !rights.readOnly && !rights.silent;
  return {
    reply: there && writes,
    edit: there && own && writes && message.kind === 'text',
    delete: there && (own || rights.moderator) && !rights.readOnly,
    markUnread: delivery.status === 'sent',
    history: there && message.editedAt !== null,
    copy: message.deletedAt === null,
  };
}

/**
 * The entries of the menu of a message.
 *
 * @param acts - What can be done about its author.
 */
export function messageMenu(
  actions: MessageActions,
  acts: readonly MenuItem[],
  { t }: Localizer,
): MenuItem[] {
  const entries: (MenuItem & { readonly shown: boolean })[] = [
    { id: 'reply', label: t('message.reply'), icon: 'reply', shown: actions.reply },
    { id: 'edit', label: t('message.edit'), icon: 'pencil', shown: actions.edit },
    { id: 'copy', label: t('message.copyText'), icon: 'copy', shown: actions.copy },
    { id: 'unread', label: t('message.markUnread'), icon: 'mail', shown: actions.markUnread },
    { id: 'history', label: t('message.history'), icon: 'history', shown: actions.history },
    ...acts.map((act) => ({ ...act, shown: true })),
    {
      id: 'delete',
      label: t('message.delete'),
      icon: 'trash-2',
      danger: true,
      separate: !acts.some(({ danger }) => danger),
      shown: actions.delete,
    },
  ];
  return entries.filter((entry) => entry.shown);
}

/** Asks those who show a message for what was chosen in its menu. */
export function askFor(id: string, message: Message, from: EventTarget): void {
  switch (id) {
    case 'reply':
      emit(from, 'fe-reply', { message });
      break;
    case 'edit':
      emit(from, 'fe-edit', { message });
      break;
    case 'delete':
      emit(from, 'fe-delete', { message });
      break;
    case 'unread':
      emit(from, 'fe-mark-unread', { message });
      break;
    case 'history':
      emit(from, 'fe-history', { message });
      break;
    case 'copy':
      // Without permission the text can still be selected by hand.
      navigator.clipboard.writeText(message.text).catch(() => {});
      break;
    default:
      if (isPersonAct(id)) emit(from, 'fe-moderate', { act: id, userId: message.authorId, message });
  }
}
