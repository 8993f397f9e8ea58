import { limits, type AnsweredMessage, type MessageId } from '@fechatter/protocol';
import type { TimelineWindow } from './window.ts';

/** What is shown of an answered message before the server tells it. */
export function answered(id: MessageId | undefined, { messages }: TimelineWindow): AnsweredMessage | null {
  if (id === undefined) return null;
  const message = messages.find((candidate) => candidate.id === id);
  if (message === undefined) return { id, index: 0, authorId: '', excerpt: '', deleted: false };
  return {
    id,
    index: message.index,
    authorId: message.authorId,
    excerpt: Array.from(message.text).slice(0, limits.excerptLength).join(''),
    deleted: message.deletedAt !== null,
  };
}
