/**
 * Messages as documents of Meilisearch. Its words are those of our own tokenizer, each written in letters and digits
 * alone, so that what is one word for us is one word for Meilisearch, in every script.
 */
import { isUnspaced, tokenize } from '@fechatter/protocol';
import type { Settings } from 'meilisearch';
import { stemmer } from 'stemmer';
import type { IndexedMessage, IndexPosition } from '../engine.ts';
import { markBits, marksOf, monthName, monthOf } from '../memory/documents.ts';

export interface MessageDocument extends Omit<IndexedMessage, 'deleted'> {
  readonly id: string;
  /** Where it stands what this one answers. */
  readonly replyTo: string | null;
  readonly month: string;
  /** Its kind, and the marks by which it can be asked for. */
  readonly marks: readonly string[];
  readonly words: string;
  readonly stems: string;
}

/** How far the index got: a document among the others, so that it is written together with them or not at all. */
export interface PositionDocument extends IndexPosition {
  readonly id: typeof POSITION_ID;
}

export const POSITION_ID = 'position';

/** The name of a document: a timeline and a place in it. */
export const placeOf = (timelineId: string, index: number): string => `${timelineId}_${index}`;

export function toDocument({ deleted: _deleted, ...message }: IndexedMessage): MessageDocument {
  const terms = tokenize(message.text).map(({ term }) => term);
  const bits = marksOf({ ...message, deleted: false });
  const { timelineId, replyToIndex } = message;
  return {
    ...message,
    id: placeOf(timelineId, message.index),
    replyTo: replyToIndex === null ? null : placeOf(timelineId, replyToIndex),
    month: monthName(monthOf(message.createdAt)),
    marks: [
      message.kind,
      ...((bits & markBits.link) === 0 ? [] : ['link']),
      ...((bits & markBits.reply) === 0 ? [] : ['reply']),
    ],
    words: terms.map(encoded).join(' '),
    stems: terms.map(stemOf).join(' '),
  };
}

/** A term as Meilisearch takes it for one word: pairs of characters and emoji by their numbers. */
export const encoded = (term: string): string =>
  isUnspaced(term) || !/^[\p{L}\p{N}\p{M}]+$/u.test(term)
    ? Array.from(term, (character) => `x${(character.codePointAt(0) ?? 0).toString(16)}`).join('')
    : term;

/** By what all forms of an English word are found; any other term is its own. */
export const stemOf = (term: string): string => (/^[a-z]{3,}$/.test(term) ? stemmer(term) : encoded(term));

/** Hits that are counted at most: what lies beyond is "as many at least". */
const MOST_COUNTED = 50_000;

/** How an index is set up. Ranking is ours; Meilisearch decides which candidates come first. */
export const indexSettings: Settings = {
  searchableAttributes: ['words', 'stems'],
  filterableAttributes: [
    'channelId',
    'authorId',
    'mentions',
    'mentionsChannel',
    'marks',
    'month',
    'createdAt',
    'replyTo',
  ],
  sortableAttributes: ['createdAt'],
  rankingRules: ['sort', 'words', 'typo', 'proximity', 'exactness', 'createdAt:desc'],
  stopWords: [],
  // As generous as our own: what fits too little is left out when candidates are ranked.
  typoTolerance: { enabled: true, minWordSizeForTypos: { oneTypo: 4, twoTypos: 8 } },
  faceting: { maxValuesPerFacet: 1_000, sortFacetValuesBy: { '*': 'count' } },
  pagination: { maxTotalHits: MOST_COUNTED },
};
