import type { SearchWeights } from '@fechatter/protocol';

/**
 * What decides the order of relevance where a workspace does not say otherwise. Text comes first: of two messages
 * with the same words the newer one, the one among friends and the answered one win, but none of that makes a
 * message with half of the words better than one with all.
 */
export const defaultWeights: SearchWeights = {
  recency: 0.5,
  halfLifeDays: 30,
  closeness: 0.25,
  quality: 0.15,
};

export const weightsOf = (kept: SearchWeights | null): SearchWeights => ({ ...defaultWeights, ...kept });
