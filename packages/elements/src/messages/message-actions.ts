import type { TimelineItem, UserId } from '@fechatter/client-sdk';
import type { MenuItem } from '../dialogs/menu.ts';
import type { Localizer } from '../localize/localizer.ts';

export interface MessageRights {
  readonly meId: UserId | null;
  /** Whether the reader may remove what others wrote. */
  readonly moderator: boolean;
  /** Whether nothing may be written here. */
  readonly readOnly: boolean;
}

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
  return {
    reply: there && !rights.readOnly,
    edit: there && own && !rights.readOnly && message.kind === 'text',
    delete: there && (own || rights.moderator) && !rights.readOnly,
    markUnread: delivery.status === 'sent',
    history: there && message.editedAt !== null,
    copy: message.deletedAt === null,
  };
}

/** The entries of the menu of a message. */
export function messageMenu(actions: MessageActions, { t }: Localizer): MenuItem[] {
  const entries: (MenuItem & { readonly shown: boolean })[] = [
    { id: 'reply', label: t('message.reply'), icon: 'reply', shown: actions.reply },
    { id: 'edit', label: t('message.edit'), icon: 'pencil', shown: actions.edit },
    { id: 'copy', label: t('message.copyText'), icon: 'copy', shown: actions.copy },
    { id: 'unread', label: t('message.markUnread'), icon: 'mail', shown: actions.markUnread },
    { id: 'history', label: t('message.history'), icon: 'history', shown: actions.history },
    {
      id: 'delete',
      label: t('message.delete'),
      icon: 'trash-2',
      danger: true,
      separate: true,
      shown: actions.delete,
    },
  ];
  return entries.filter((entry) => entry.shown);
}
