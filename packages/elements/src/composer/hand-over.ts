/** How what was written comes to the client. What fails from here on stands at the message in the timeline. */
import type { Message, Timeline } from '@fechatter/client-sdk';
import { attempt } from '../events/attempt.ts';
import { emit, type MessageChange, type MessageDraft } from '../events/events.ts';

/** A text that begins so tells what its author does, as in "Ann waves". */
const ACTION = '/me ';

/**
 * Sends a message, unless a listener stops it.
 *
 * @returns The text that is sent; null when it was stopped, or nothing was left of it.
 */
export function sendMessage(from: EventTarget, timeline: Timeline, draft: MessageDraft): string | null {
  if (!emit(from, 'fe-before-send', draft, { cancelable: true }) || draft.text.trim() === '') return null;
  const isAction = draft.text.startsWith(ACTION) && draft.text.length > ACTION.length;
  const text = isAction ? draft.text.slice(ACTION.length) : draft.text;
  const sending = timeline.send({
    text,
    kind: isAction ? 'action' : 'text',
    custom: draft.custom,
    ...(draft.replyTo === null ? {} : { replyTo: draft.replyTo }),
  });
  void attempt(from, sending);
  timeline.typing(false);
  return text;
}

/**
 * Puts another text in the place of that of a message, unless a listener stops it.
 *
 * @returns False when it was stopped, or nothing was left of the text.
 */
export function saveMessage(from: EventTarget, timeline: Timeline, message: Message, text: string): boolean {
  const change: MessageChange = { message, text };
  if (!emit(from, 'fe-before-save', change, { cancelable: true }) || change.text.trim() === '') return false;
  void attempt(from, timeline.edit(message.id, change.text));
  emit(from, 'fe-save', { message, text: change.text });
  return true;
}
