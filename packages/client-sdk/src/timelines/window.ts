/**
 * A piece of a timeline without holes, as a pure value. Messages have a dense index, so where a piece
 * begins and ends, whether something is missing and what comes next all follow from numbers.
 */
import type { Message } from '@fechatter/protocol';

/** A window holds no more than this; beyond it the far side is let go of. */
export const LARGEST_WINDOW = 2_000;

export interface TimelineWindow {
  /** By rising index, each one more than the one before. */
  readonly messages: readonly Message[];
  /** Whether the window reaches the newest message, and takes new ones as they come. */
  readonly following: boolean;
}

export const emptyWindow: TimelineWindow = { messages: [], following: false };

/** Index of the last message; 0 when there is none. */
export const endOf = ({ messages }: TimelineWindow): number => messages.at(-1)?.index ?? 0;

/** Index of the first message; 1 when there is none, so that nothing is before it. */
export const startOf = ({ messages }: TimelineWindow): number => messages[0]?.index ?? 1;

/** Of two copies of a message the newer one. */
export const newerOf = (a: Message, b: Message | undefined): Message =>
  b !== undefined && b.version > a.version ? b : a;

/** Takes another copy of a message that is in the window. */
export function withCopy(window: TimelineWindow, message: Message): TimelineWindow {
  const at = message.index - startOf(window);
  const current = window.messages[at];
  if (current?.id !== message.id || current.version >= message.version) return window;
  return { ...window, messages: window.messages.with(at, message) };
}

/**
 * Puts a new message at the end of a window that follows.
 *
 * @returns `gap` when messages are missing between the end and this one.
 */
export function withAppended(window: TimelineWindow, message: Message): TimelineWindow | 'gap' {
  if (!window.following) return window;
  const end = endOf(window);
  if (message.index <= end) return withCopy(window, message);
  if (message.index > end + 1) return 'gap';
  const messages = [...window.messages, message];
  return {
    ...window,
    messages: messages.length > LARGEST_WINDOW ? messages.slice(-LARGEST_WINDOW) : messages,
  };
}

/**
 * Joins a page to the window. A page that does not touch the window takes its place.
 *
 * @param keep - The side that is kept when the whole would be too large: that which the reader moves to.
 */
export function withPage(
  window: TimelineWindow,
  page: readonly Message[],
  keep: 'start' | 'end',
): TimelineWindow {
  const first = page[0];
  const last = page.at(-1);
  if (first === undefined || last === undefined) return window;
  const start = startOf(window);
  const end = endOf(window);
  if (window.messages.length === 0 || first.index > end + 1 || last.index < start - 1)
    return { messages: page, following: window.following };

  const overlap = new Map(
    window.messages
      .filter(({ index }) => index >= first.index && index <= last.index)
      .map((message) => [message.index, message]),
  );
  const messages = [
    ...window.messages.filter(({ index }) => index < first.index),
    ...page.map((message) => newerOf(message, overlap.get(message.index))),
    ...window.messages.filter(({ index }) => index > last.index),
  ];
  if (messages.length <= LARGEST_WINDOW) return { ...window, messages };
  return keep === 'end'
    ? { ...window, messages: messages.slice(-LARGEST_WINDOW) }
    : { messages: messages.slice(0, LARGEST_WINDOW), following: false };
}

/** Whether a page is what the contract promises: by rising index, without holes. */
export const isDense = (messages: readonly Message[]): boolean =>
  messages.every((message, at) => message.index === (messages[0]?.index ?? 0) + at);
