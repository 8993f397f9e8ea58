import type { SearchSort } from '@fechatter/protocol';
import type { HitPlace } from '../engine.ts';

/** A message that may be on the page, with the parts of its score. */
export interface Candidate extends HitPlace {
  readonly document: number;
  readonly text: number;
  readonly recency: number;
  readonly closeness: number;
  readonly quality: number;
}

/**
 * Which of two comes first. The order is total and depends on nothing but the messages themselves, so that a page
 * goes on where the one before ended, also in an index that was built anew.
 */
export function compareHits(sort: SearchSort, one: HitPlace, other: HitPlace): number {
  const byTime = other.createdAt - one.createdAt;
  switch (sort) {
    case 'relevance':
      return other.score - one.score || byTime || byPlace(one, other);
    case 'newest':
      return byTime || byPlace(one, other);
    case 'oldest':
      return -byTime || -byPlace(one, other);
  }
}

const byPlace = (one: HitPlace, other: HitPlace): number =>
  one.timelineId === other.timelineId ? other.index - one.index : one.timelineId < other.timelineId ? -1 : 1;

/** Keeps the best of any number of candidates that come after a place. */
export class Best {
  readonly items: Candidate[] = [];
  readonly #sort: SearchSort;
  readonly #after: HitPlace | null;
  readonly #limit: number;
  /** Whether more came than are kept. */
  more = false;

  constructor(sort: SearchSort, after: HitPlace | null, limit: number) {
    this.#sort = sort;
    this.#after = after;
    this.#limit = limit;
  }

  /** Whether one with this score and time could be kept: spares making the others. */
  wants(score: number, createdAt: number): boolean {
    const last = this.items.length < this.#limit ? undefined : this.items.at(-1);
    if (!last) return true;
    switch (this.#sort) {
      case 'relevance':
        if (score < last.score) break;
        return true;
      case 'newest':
        if (createdAt < last.createdAt) break;
        return true;
      case 'oldest':
        if (createdAt > last.createdAt) break;
        return true;
    }
    // Whether it would be on a later page: it is behind the last one kept, and so behind the place too.
    this.more = true;
    return false;
  }

  add(candidate: Candidate): void {
    if (this.#after && compareHits(this.#sort, this.#after, candidate) >= 0) return;
    let at = this.items.length;
    while (at > 0 && compareHits(this.#sort, candidate, this.items[at - 1] as Candidate) < 0) at -= 1;
    this.items.splice(at, 0, candidate);
    if (this.items.length > this.#limit) {
      this.items.pop();
      this.more = true;
    }
  }
}
