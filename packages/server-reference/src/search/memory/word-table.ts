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

const matches = ['exact', 'form', 'beginning', 'similar'] as const satisfies readonly WordMatch[];

/**
 * How rare: the idf of BM25, counted over what the caller may read. Over all messages it would tell, by the order
 * of what they find, how often a word stands where they may not look.
 */
const rarity = (count: number, of: number): number => Math.log(1 + (of - count + 0.5) / (count + 0.5));

export class WordTable {
  readonly groups: readonly Group[];
  /** By the number of a term: its first entry, 0 for none. */
  readonly slots: Int32Array;
  // What a term says for a group, an entry each, from 1 on: looked at for each word of each message.
  readonly #groups: number[] = [-1];
  /** Weight of the variant times how rare it is among what the caller may read. */
  readonly #values: number[] = [0];
  readonly #matches: number[] = [0];
  /** The next entry of the same term; 0 for none. */
  readonly #next: number[] = [0];

  constructor(
    index: MessageIndex,
    sources: readonly WordGroup[],
    options: {
      readonly similar: boolean;
      readonly size: number;
      /** Readable messages that have a term, and about how many have one of these. */
      readonly countOf: (term: number) => number;
      readonly countAny: (terms: readonly number[]) => number;
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
      const reach = this.#addVariants(at, variants, options);
      const nowhere = before.includes(-1);
      const rarest = before.reduce(
        (least, term) => Math.min(least, term < 0 ? 0 : options.countOf(term)),
        reach,
      );
      return { at, source, variants, before: nowhere ? null : before, reach: rarest };
    });
  }

  groupAt(entry: number): number {
    return this.#groups[entry] ?? 0;
  }

  valueAt(entry: number): number {
    return this.#values[entry] ?? 0;
  }

  matchAt(entry: number): WordMatch {
    return matches[this.#matches[entry] ?? 0] ?? 'exact';
  }

  /** The next entry of the same term; 0 for none. */
  nextOf(entry: number): number {
    return this.#next[entry] ?? 0;
  }

  #addVariants(
    group: number,
    variants: readonly Variant[],
    {
      size,
      countOf,
      countAny,
    }: Pick<ConstructorParameters<typeof WordTable>[2], 'size' | 'countOf' | 'countAny'>,
  ): number {
    const exact = variants.find(({ match }) => match === 'exact');
    const ofExact = exact ? countOf(exact.term) : 0;
    const sum = ofExact + countAny(variants.flatMap(({ term, match }) => (match === 'exact' ? [] : [term])));
    const rarityOfAny = rarity(Math.min(sum, size), size);
    for (const { term, match, weight } of variants) {
      this.#groups.push(group);
      this.#matches.push(matches.indexOf(match));
      this.#values.push(weight * (match === 'exact' ? rarity(ofExact, size) : rarityOfAny));
      this.#next.push(this.slots[term] ?? 0);
      this.slots[term] = this.#groups.length - 1;
    }
    return sum;
  }
}
