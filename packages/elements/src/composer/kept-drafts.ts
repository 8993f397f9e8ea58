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

/** A device keeps no more of one text: twice what a message may have. */
const MOST_CHARACTERS = 2 * limits.messageLength;
/** Of a message that is answered no more is shown in its line. */
const EXCERPT = 200;

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
  const answered = replyTo && {
    id: replyTo.id,
    index: replyTo.index,
    authorId: replyTo.authorId,
    text: replyTo.text.slice(0, EXCERPT),
  };
  remembered.set(
    key,
    JSON.stringify({ at, text: text.slice(0, MOST_CHARACTERS), picked: [...picked], replyTo: answered }),
  );
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
  if (kept === null) return undefined;
  try {
    const { at, text, picked, replyTo } = JSON.parse(kept) as Record<string, unknown>;
    if (typeof at !== 'number' || typeof text !== 'string' || !Array.isArray(picked)) return undefined;
    const pairs = picked.filter(isPair);
    return { at, text, picked: new Map(pairs), replyTo: isAnswered(replyTo) ? replyTo : null };
  } catch {
    return undefined;
  }
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'string');
}

function isAnswered(value: unknown): value is Answered {
  if (typeof value !== 'object' || value === null) return false;
  const { id, index, authorId, text } = value as Record<string, unknown>;
  return [id, authorId, text].every((each) => typeof each === 'string') && typeof index === 'number';
}
