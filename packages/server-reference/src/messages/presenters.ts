import { limits, type AnsweredMessage, type Message, type User } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import type { MessagesTable } from '../database/tables.ts';
import { toUser } from '../users/presenters.ts';

export type MessageRow = Selectable<MessagesTable>;

export function toMessage(row: MessageRow, answered: AnsweredMessage | null): Message {
  return {
    id: row.id,
    channelId: row.channel_id,
    timelineId: row.timeline_id,
    index: row.index,
    authorId: row.author_id,
    kind: row.kind,
    text: row.text,
    replyTo: answered,
    mentions: row.mentions,
    mentionsChannel: row.mentions_channel,
    custom: row.custom as Message['custom'],
    createdAt: row.created_at.toISOString(),
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    deletedBy: row.deleted_by,
    version: row.version,
  };
}

/** How a text begins: so many code points, never half of one. */
export function excerpt(text: string): string {
  if (text.length <= limits.excerptLength) return text;
  return Array.from(text.slice(0, limits.excerptLength * 2))
    .slice(0, limits.excerptLength)
    .join('');
}

export const toAnswered = (row: MessageRow): AnsweredMessage => ({
  id: row.id,
  index: row.index,
  authorId: row.author_id,
  excerpt: excerpt(row.text),
  deleted: row.deleted_at !== null,
});

/** Messages with what they answer. */
export async function presentMessages(
  tx: WalledTransaction,
  rows: readonly MessageRow[],
): Promise<Message[]> {
  const known = new Map(rows.map((row) => [row.id, row]));
  const missing = [
    ...new Set(
      rows.flatMap((row) => (row.reply_to !== null && !known.has(row.reply_to) ? [row.reply_to] : [])),
    ),
  ];
  if (missing.length > 0) {
    for (const row of await tx.selectFrom('messages').selectAll().where('id', 'in', missing).execute())
      known.set(row.id, row);
  }
  return rows.map((row) => {
    const answered = row.reply_to === null ? undefined : known.get(row.reply_to);
    return toMessage(row, answered && answered.timeline_id === row.timeline_id ? toAnswered(answered) : null);
  });
}

/** The people that these messages speak of: authors, those mentioned, and those answered. */
export async function peopleOf(tx: WalledTransaction, messages: readonly Message[]): Promise<User[]> {
  const ids = new Set(
    messages.flatMap((message) => [
      message.authorId,
      ...message.mentions,
      ...(message.replyTo ? [message.replyTo.authorId] : []),
    ]),
  );
  if (ids.size === 0) return [];
  const rows = await tx
    .selectFrom('workspace_members')
    .selectAll()
    .where('user_id', 'in', [...ids])
    .execute();
  return rows.map(toUser);
}
