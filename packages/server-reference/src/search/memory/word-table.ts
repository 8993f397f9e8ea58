/** The words of a search as the scan of a message asks for them: by the number of a term. */
import type { WordGroup, WordMatch } from '../engine.ts';
import type { Variant } from './dictionary.ts';
import type { MessageIndex } from './message-index.ts';

/** One word or phrase of a search. */
export interface Group {
  readonly at: number;
  readonly source: WordGroup;
  /** What may stand for the last of its terms, and for the only one of a word. */
  readonly variants: readonly Variant[];
  /** The terms before that, which stand as they are; null when one of them is nowhere. */
  readonly before: readonly number[] | null;
  /** Readable messages that it would find at most: what is looked through to find it. */
  readonly reach: number;
}

/** What one term of a message says for a group. */
interface Entry {
  readonly group: number;
  /** Weight of the variant times how rare it is among what the caller may read. */
  readonly value: number;
  readonly match: WordMatch;
  /** The next entry of the same term; 0 for none. */
  readonly next: number;
}

/**
 * How rare: the idf of BM25, counted over what the caller may read. Over all messages it would tell, by the order
 * of what they find, how often a word stands where they may not look.
 */
const rarity = (count: number, of: number): number => Math.log(1 + (of - count + 0.5) / (count + 0.5));

export class WordTable {
  readonly groups: readonly Group[];
  /** By the number of a term: its first entry, 0 for none. */
  readonly slots: Int32Array;
  readonly #entries: Entry[] = [{ group: -1, value: 0, match: 'exact', next: 0 }];

  constructor(
    index: MessageIndex,
    sources: readonly WordGroup[],
    options: {
      readonly similar: boolean;
      readonly size: number;
      /** Readable messages that have a term. */
      readonly countOf: (term: number) => number;
    },
  ) {
    const { dictionary } = index;
    this.slots = new Int32Array(dictionary.size);
    this.groups = sources.map((source, at) => {
      const last = source.terms.at(-1) ?? '';
      const alone = source.terms.length === 1;
      const variants = dictionary.variants(last, {
        unfinished: source.unfinished,
        forms: source.similar && alone,
        countOf: (term) => index.postings.count(term),
      });
      if (options.similar && source.similar && alone) {
        const known = new Set(variants.map(({ term }) => term));
        for (const variant of dictionary.similar(last, source.unfinished, options.countOf))
          if (!known.has(variant.term)) variants.push(variant);
      }
      const before = source.terms.slice(0, -1).map((term) => dictionary.find(term) ?? -1);
      const reach = this.#addVariants(at, variants, options.size, options.countOf);
      const nowhere = before.includes(-1);
      const rarest = before.reduce(
        (least, term) => Math.min(least, term < 0 ? 0 : options.countOf(term)),
        reach,
      );
      return { at, source, variants, before: nowhere ? null : before, reach: rarest };
    });
  }

  entry(at: number): Entry {
    const entry = this.#entries[at];
    if (!entry) throw new RangeError('no such entry');
    return entry;
  }

  #addVariants(
    group: number,
    variants: readonly Variant[],
    size: number,
    countOf: (term: number) => number,
  ): number {
    const counts = variants.map(({ term }) => countOf(term));
    const sum = counts.reduce((total, count) => total + count, 0);
    variants.forEach(({ term, match, weight }, at) => {
      const count = counts[at] ?? 0;
      if (count === 0) return;
      this.#entries.push({
        group,
        match,
        value: weight * rarity(match === 'exact' ? count : Math.min(sum, size), size),
        next: this.slots[term] ?? 0,
      });
      this.slots[term] = this.#entries.length - 1;
    });
    return sum;
  }
}
