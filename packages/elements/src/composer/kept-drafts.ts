/** The drafts that the device keeps: one entry each, so that tabs do not write over one another's. */
import { limits, type ChannelId, type Message, type UserId } from '@fechatter/client-sdk';
import { remembered, rememberedKey } from '../chat/remembered.ts';
import type { PickedMentions } from './mention-text.ts';

/** What is shown of a message that is being answered. */
export type Answered = Pick<Message, 'id' | 'index' | 'authorId' | 'text'>;

/** What somebody has begun to write. */
export interface Draft {
  readonly text: string;
  readonly picked: PickedMentions;
  readonly replyTo: Answered | null;
  /** When it was written on last, in milliseconds since 1970. */
  readonly at: number;
}

/** As it is kept. */
interface Kept extends Omit<Draft, 'picked'> {
  readonly picked: readonly (readonly [string, UserId])[];
}

/** No more is taken into the field, or kept on the device, of one text: twice what a message may have. */
export const MOST_CHARACTERS = 2 * limits.messageLength;
/** Of a message that is answered no more is shown in its line. */
export const EXCERPT = 200;

const KIND = 'draft';
const keyOf = (author: UserId, channelId: ChannelId | ''): string => `${KIND}:${author}:${channelId}`;

/** Keeps a draft, or with none forgets it. A device that has no room keeps what it has. */
export function keepDraft(author: UserId, channelId: ChannelId, draft: Draft | undefined): void {
  const key = keyOf(author, channelId);
  if (draft === undefined) {
    remembered.remove(key);
    return;
  }
  const { at, text, picked, replyTo } = draft;
  const kept: Kept = {
    at,
    text: text.slice(0, MOST_CHARACTERS),
    picked: [...picked],
    replyTo: replyTo && excerpt(replyTo),
  };
  remembered.set(key, JSON.stringify(kept));
}

export function keptDrafts(author: UserId): [ChannelId, Draft][] {
  const start = keyOf(author, '');
  return remembered.keys(start).flatMap((key): [ChannelId, Draft][] => {
    const draft = read(remembered.get(key));
    return draft === undefined ? [] : [[key.slice(start.length), draft]];
  });
}

/** What another tab has kept or forgotten; null when it is nothing of this author's. */
export function heardDraft(
  author: UserId,
  { key, newValue }: StorageEvent,
): { readonly channelId: ChannelId; readonly draft: Draft | undefined } | null {
  const [kind, of, channelId] = rememberedKey(key)?.split(':') ?? [];
  return kind === KIND && of === author && channelId !== undefined
    ? { channelId, draft: read(newValue) }
    : null;
}

/** Undefined for what this version, or nobody, has written. */
function read(kept: string | null): Draft | undefined {
  try {
    const { at, text, picked, replyTo } = JSON.parse(kept ?? '') as Kept;
    // What is of another shape has no such methods, and is caught.
    return { at, text: text.slice(), picked: new Map(picked), replyTo: replyTo && excerpt(replyTo) };
  } catch {
    return undefined;
  }
}

const excerpt = ({ id, index, authorId, text }: Answered): Answered => ({
  id,
  index,
  authorId,
  text: text.slice(0, EXCERPT),
});
