/** How much a message is worth to a reader: text x recency x closeness x quality. Pure arithmetic. */
import type { SearchWeights } from '@fechatter/protocol';

const DAY_MS = 86_400_000;

/** BM25's saturation and length normalisation, for short texts: a word that stands twice says little more, and length says little. */
const K1 = 0.9;
const B = 0.4;
/** Words of a usual message. A constant: the average of all messages would tell of those that a reader may not see. */
const USUAL_LENGTH = 12;
/** What words that stand close together add at most. */
const PROXIMITY = 0.5;
/** Answers after which more of them add nothing. */
const MANY_ANSWERS = 15;

/** The worth of one word in a message: `value` is how rare and how exact it is, `times` how often it stands there. */
export const wordScore = (value: number, times: number, length: number): number =>
  (value * times * (K1 + 1)) / (times + K1 * (1 - B + (B * length) / USUAL_LENGTH));

/** @param span - The shortest stretch of a message that has all words, in words. */
export const proximity = (words: number, span: number): number =>
  words < 2 ? 1 : 1 + PROXIMITY * (words / Math.max(span, words));

export const recency = ({ recency: weight, halfLifeDays }: SearchWeights, age: number): number =>
  1 - weight + weight * 2 ** (-Math.max(0, age) / (halfLifeDays * DAY_MS));

/** @param near - How near the channel and the author are to the reader, each 0 to 1. */
export const closeness = ({ closeness: weight }: SearchWeights, near: number): number =>
  1 - weight * (1 - Math.min(1, near));

export const quality = ({ quality: weight }: SearchWeights, answers: number): number =>
  1 - weight * (1 - Math.log2(1 + Math.min(answers, MANY_ANSWERS)) / Math.log2(1 + MANY_ANSWERS));
