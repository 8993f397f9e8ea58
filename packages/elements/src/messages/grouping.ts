import type { TimelineItem } from '@fechatter/client-sdk';

/** A group of messages breaks after this long a silence. */
export const GROUP_GAP_MS = 5 * 60_000;

/** A message and how it stands among its neighbours. */
export interface MessageRow {
  readonly item: TimelineItem;
  /** The first of a group carries avatar, name and time. */
  readonly head: boolean;
  /** Whether the line of the first unread message stands above it. */
  readonly firstUnread: boolean;
}

/** The messages of one day. */
export interface DayOfMessages {
  /** Year, month and day in the reader's time zone, such as `2026-05-03`. */
  readonly key: string;
  readonly moment: string;
  readonly rows: readonly MessageRow[];
}

/** The day of a moment in the reader's time zone. */
export function dayKey(moment: string): string {
  const date = new Date(moment);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Whether a message goes on with the group of the one before it. */
export function continuesGroup(previous: TimelineItem, next: TimelineItem): boolean {
  const a = previous.message;
  const b = next.message;
  return (
    a.authorId === b.authorId &&
    a.kind === 'text' &&
    b.kind === 'text' &&
    a.deletedAt === null &&
    b.replyTo === null &&
    Date.parse(b.createdAt) - Date.parse(a.createdAt) < GROUP_GAP_MS
  );
}

/**
 * Puts messages into days and groups.
 *
 * @param items - A piece of a timeline, by rising index.
 * @param before - The item before the piece, when it is known.
 * @param firstUnread - The index above which the line of the first unread message stands, if any.
 */
export function groupByDay(
  items: readonly TimelineItem[],
  before: TimelineItem | null,
  firstUnread: number | null,
): DayOfMessages[] {
  const days: { key: string; moment: string; rows: MessageRow[] }[] = [];
  let previous = before;
  let lineDrawn = firstUnread === null || (before !== null && before.message.index >= firstUnread);
  for (const item of items) {
    const key = dayKey(item.message.createdAt);
    const last = days.at(-1);
    const sameDay = previous !== null && dayKey(previous.message.createdAt) === key;
    const unreadHere = !lineDrawn && firstUnread !== null && item.message.index >= firstUnread;
    lineDrawn ||= unreadHere;
    const row: MessageRow = {
      item,
      head: previous === null || !sameDay || unreadHere || !continuesGroup(previous, item),
      firstUnread: unreadHere,
    };
    if (last?.key === key) last.rows.push(row);
    else days.push({ key, moment: item.message.createdAt, rows: [row] });
    previous = item;
  }
  return days;
}
