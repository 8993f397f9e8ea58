import type { TimelineItem } from '@fechatter/client-sdk';
import type { Localizer } from '../localize/localizer.ts';
import type { Conversation } from './conversation.ts';
import { continuesGroup } from './grouping.ts';
import type { FeMessage } from './message.ts';

/** Rows of a selection, each with the text that is selected in it. */
interface SelectedText {
  readonly item: TimelineItem;
  readonly text: string;
}

/**
 * The selection in a root, through the shadow roots of the rows: null while nothing is selected.
 * `getComposedRanges` is in all browsers since 2025; in an older one text is copied as the browser does it.
 */
export function selectionWithin(rows: readonly FeMessage[]): StaticRange | null {
  const selection = getSelection();
  if (selection === null || !('getComposedRanges' in selection)) return null;
  const roots = rows.flatMap((row) => (row.shadowRoot === null ? [] : [row.shadowRoot]));
  const range = selection.getComposedRanges({ shadowRoots: roots })[0];
  if (range === undefined || range.collapsed) return null;
  return rows.some((row) => contains(row, range.startContainer) || contains(row, range.endContainer))
    ? range
    : null;
}

const contains = (row: FeMessage, node: Node): boolean =>
  row.contains(node) || row.shadowRoot?.contains(node) === true;

/** Copies a selection over several messages with their authors and times; within one, the browser copies it itself. */
export function copyMessages(
  event: ClipboardEvent,
  rows: readonly FeMessage[],
  conversation: Conversation,
  localizer: Localizer,
): void {
  const parts = selectedTexts(rows);
  if (parts.length < 2) return;
  event.preventDefault();
  event.clipboardData?.setData('text/plain', asReadableText(parts, conversation, localizer));
}

/** What is selected in each row; empty unless the selection goes over more than one. */
function selectedTexts(rows: readonly FeMessage[]): readonly SelectedText[] {
  const range = selectionWithin(rows);
  if (range === null) return [];
  const found = (node: Node): number => rows.findIndex((row) => contains(row, node));
  const first = found(range.startContainer);
  const last = found(range.endContainer);
  if (first === last) return [];
  const from = first === -1 ? 0 : first;
  const to = last === -1 ? rows.length - 1 : last;
  return rows.slice(from, to + 1).flatMap((row, at): SelectedText[] => {
    const { item } = row;
    const body = row.shadowRoot?.querySelector('.body');
    if (item === undefined || body == null) return [];
    const isFirst = from + at === first;
    const isLast = from + at === last;
    const text =
      isFirst || isLast ? partOf(body, isFirst ? range : null, isLast ? range : null) : row.plainSource();
    return text.trim() === '' ? [] : [{ item, text: text.trim() }];
  });
}

/** The text of a row after the start of a selection, or before its end. */
function partOf(body: Element, start: StaticRange | null, end: StaticRange | null): string {
  const part = document.createRange();
  part.selectNodeContents(body);
  const isWithin = (container: Node): boolean => container.getRootNode() === body.getRootNode();
  if (start !== null && isWithin(start.startContainer)) {
    // A selection that begins in front of the text takes all of it, one that begins behind it nothing.
    if (part.comparePoint(start.startContainer, start.startOffset) === 1) return '';
    if (part.comparePoint(start.startContainer, start.startOffset) === 0)
      part.setStart(start.startContainer, start.startOffset);
  }
  if (end !== null && isWithin(end.endContainer)) {
    if (part.comparePoint(end.endContainer, end.endOffset) === -1) return '';
    if (part.comparePoint(end.endContainer, end.endOffset) === 0)
      part.setEnd(end.endContainer, end.endOffset);
  }
  return part.toString();
}

/** Messages as they are read elsewhere: who wrote when, and below it what, as in the conversation itself. */
function asReadableText(
  parts: readonly SelectedText[],
  conversation: Conversation,
  localizer: Localizer,
): string {
  return parts
    .map(({ item, text }, at) => {
      const before = parts[at - 1];
      if (before !== undefined && continuesGroup(before.item, item)) return `\n${text}`;
      const name = conversation.nameOf(item.message.authorId);
      const time = localizer.dateAndTime(item.message.createdAt);
      return `${at === 0 ? '' : '\n\n'}${name}, ${time}\n${text}`;
    })
    .join('');
}
