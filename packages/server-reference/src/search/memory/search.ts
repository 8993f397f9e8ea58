import type { EngineAnswer, EngineHit, EngineQuery, WordMatch, WordQuery } from '../engine.ts';
import { FacetCounter } from './facets.ts';
import { CHANNEL_MENTION, mentionTerm, type MessageIndex } from './message-index.ts';
import { Best, type Candidate } from './ranking.ts';
import { closeness, proximity, quality, recency, wordScore } from './relevance.ts';
import { readableChannels, Scope } from './scope.ts';
import { WordTable, type Group } from './word-table.ts';

/** With a page of messages that have the words as they were written, nobody asks for misspelt ones. */
const ENOUGH = 10;

/**
 * Finds messages in three rounds, each only when the one before found too little: the words as they were written
 * or go on; words that are spelt almost so; messages with some of the words.
 */
export function searchIndex(index: MessageIndex, query: EngineQuery): EngineAnswer {
  const scope = new Scope(index.documents, query);
  const counts = new ReadableCounts(index, scope);
  const round = (match: EngineAnswer['match']): Round => {
    const options = { similar: match !== 'all', size: scope.size, countOf: counts.of, countAny: counts.any };
    return new Round(index, scope, query, new WordTable(index, query.groups, options), match);
  };
  let result = round('all').run();
  if (query.groups.some((group) => group.similar) && result.total < ENOUGH) {
    const wider = round('similar').run();
    // More pages of the same search have to come from the same round.
    if (wider.total > result.total) result = wider;
  }
  if (query.groups.length > 1 && result.total === 0) result = round('some').run();
  return result.answer(counts.of);
}

/** Words that begin so and stand in readable messages, the most frequent first. */
export function findWords(index: MessageIndex, query: WordQuery): readonly string[] {
  const readable = readableChannels(index.documents, query.readable);
  const { channel, marks } = index.documents;
  return index.dictionary
    .beginningWith(query.beginning)
    .filter((term) => index.dictionary.terms[term] !== query.beginning)
    .sort((a, b) => index.postings.count(b) - index.postings.count(a))
    .slice(0, CONSIDERED)
    .map((term) => {
      let count = 0;
      let seen = 0;
      index.postings.each(term, (document) => {
        if (((marks.values[document] ?? 0) & 1) !== 0 && readable[channel.values[document] ?? 0] === 1)
          count += 1;
        seen += 1;
        return seen < COUNTED;
      });
      return { text: index.dictionary.terms[term] ?? '', count };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
    .slice(0, query.limit)
    .map(({ text }) => text);
}

/** A message is read in the time in which so many are marked. */
const MARKED = 10;

/** Beginnings that are counted for suggestions, and messages that are counted for each. */
const CONSIDERED = 500;
const COUNTED = 20_000;

/** Messages of a term that are looked at to tell how many of them are readable. */
const SAMPLE = 4_096;

/** How many readable messages have a term; of a frequent one about how many. Each is counted once in a search. */
class ReadableCounts {
  readonly #index: MessageIndex;
  readonly #scope: Scope;
  readonly #counts = new Map<number, number>();

  constructor(index: MessageIndex, scope: Scope) {
    this.#index = index;
    this.#scope = scope;
  }

  readonly of = (term: number): number => {
    const known = this.#counts.get(term);
    if (known !== undefined) return known;
    const step = Math.max(1, Math.floor(this.#index.postings.count(term) / SAMPLE));
    // A sample that has none says nothing of the others.
    const count = this.#count([term], step) || this.#count([term], 1);
    this.#counts.set(term, count);
    return count;
  };

  /** About how many have one of these terms: of very many each is looked at a little. */
  readonly any = (terms: readonly number[]): number => {
    const all = terms.reduce((sum, term) => sum + this.#index.postings.count(term), 0);
    if (all === 0) return 0;
    return this.#count(terms, Math.max(1, Math.floor(all / SAMPLE))) || this.#count(terms, 1);
  };

  #count(terms: readonly number[], step: number): number {
    let all = 0;
    let seen = 0;
    let readable = 0;
    const visit = (document: number): undefined => {
      seen += 1;
      if (this.#scope.isReadable(document)) readable += 1;
    };
    for (const term of terms) {
      all += this.#index.postings.count(term);
      this.#index.postings.each(term, visit, step);
    }
    return seen === 0 ? 0 : Math.ceil((readable * all) / seen);
  }
}

/** One way through the index. */
class Round {
  readonly #index: MessageIndex;
  readonly #scope: Scope;
  readonly #query: EngineQuery;
  readonly #words: WordTable;
  readonly #without: WordTable;
  readonly #match: EngineAnswer['match'];
  readonly #facets: FacetCounter | null;
  #best: Best;
  readonly #mentions: { readonly only: ReadonlySet<number> | null; readonly not: ReadonlySet<number> };
  readonly #nearChannels: Float32Array;
  readonly #nearAuthors: Float32Array;
  /** Groups that a message needs. */
  readonly #needed: number;
  // What the scan of one message finds, by group.
  readonly #values: Float64Array;
  readonly #times: Uint16Array;
  readonly #places: Int32Array;
  #span = 0;
  total = 0;

  constructor(
    index: MessageIndex,
    scope: Scope,
    query: EngineQuery,
    words: WordTable,
    match: EngineAnswer['match'],
  ) {
    const { documents } = index;
    this.#index = index;
    this.#scope = scope;
    this.#query = query;
    this.#words = words;
    this.#match = match;
    this.#without = new WordTable(index, query.without, {
      similar: false,
      size: 0,
      countOf: () => 1,
      countAny: () => 1,
    });
    this.#facets = query.facets ? new FacetCounter(documents) : null;
    this.#best = new Best(query.sort, query.after, query.limit);
    this.#mentions = mentionsOf(index, query);
    this.#nearChannels = byNumber(documents.channels, query.readable.near);
    this.#nearAuthors = byNumber(documents.authors, query.nearAuthors);
    const groups = words.groups.length;
    this.#needed = match === 'some' ? 1 : groups;
    this.#values = new Float64Array(groups);
    this.#times = new Uint16Array(groups);
    this.#places = new Int32Array(groups);
  }

  run(): this {
    this.#findPlace();
    const { groups } = this.#words;
    if (groups.length === 0) this.#throughAll();
    else if (this.#match === 'some') this.#through(groups, null);
    else {
      const [rarest, second = null] = groups.toSorted((a, b) => a.reach - b.reach);
      if (!rarest || rarest.reach === 0) return this;
      // To mark the messages of a second word is quick beside reading all those of the first.
      this.#through([rarest], second && second.reach < MARKED * rarest.reach ? second : null);
    }
    return this;
  }

  /**
   * Sees the place from which a page goes on as it is now: with every message that comes in the scores move a
   * little, those of the pages before along with the others.
   */
  #findPlace(): void {
    const { after, sort, limit } = this.#query;
    if (after === null || sort !== 'relevance') return;
    const document = this.#index.documents.find(after.timelineId, after.index);
    if (document < 0 || !this.#fits(document)) return;
    const { score } = this.#weigh(document);
    this.#best = new Best(sort, { ...after, score }, limit);
  }

  answer(countOf: (term: number) => number): EngineAnswer {
    return {
      hits: this.#best.items.map((candidate) => this.#toHit(candidate)),
      total: this.total,
      match: this.#match,
      facets: this.#facets?.result() ?? null,
      instead:
        this.#match === 'all' ? [] : this.#words.groups.flatMap((group) => this.#insteadOf(group, countOf)),
      more: this.#best.more,
    };
  }

  /**
   * Looks at every message that any of these groups may be in, each once.
   *
   * @param besides - And only at those that have a term of this group too.
   */
  #through(groups: readonly Group[], besides: Group | null): void {
    const { postings, documents } = this.#index;
    const terms = new Set(groups.flatMap((group) => this.#rarestTerms(group)));
    // 0 for a message that is not to be looked at, any more or at all.
    const open = new Uint8Array(documents.size);
    if (besides === null) open.fill(1);
    else
      for (const term of this.#rarestTerms(besides))
        postings.each(term, (document) => {
          open[document] = 1;
          return undefined;
        });
    for (const term of terms)
      postings.each(term, (document) => {
        if (open[document] === 1) {
          open[document] = 0;
          this.#consider(document);
        }
        return undefined;
      });
  }

  /** The terms of which each message with this group has one: of a phrase, its rarest. */
  #rarestTerms({ variants, before }: Group): number[] {
    if (before === null) return [];
    const { postings } = this.#index;
    const last = variants.map(({ term }) => term);
    const reach = last.reduce((sum, term) => sum + postings.count(term), 0);
    const [rarest] = before.toSorted((a, b) => postings.count(a) - postings.count(b));
    return rarest !== undefined && postings.count(rarest) < reach ? [rarest] : last;
  }

  #throughAll(): void {
    const { documents } = this.#index;
    if (this.#scope.size * 8 > documents.size) {
      for (let document = 0; document < documents.size; document += 1) this.#consider(document);
      return;
    }
    for (const timeline of documents.timelines) {
      if (this.#scope.readable[timeline.channel] !== 1) continue;
      for (const document of timeline.documents.values) if (document > 0) this.#consider(document - 1);
    }
  }

  #consider(document: number): void {
    const misses = this.#scope.misses(document);
    if (misses < 0) return;
    // Two conditions missed, or one that nobody counts: no choice in one facet would find it.
    if (misses !== 0 && (this.#facets === null || (misses & (misses - 1)) !== 0)) return;
    if (!this.#fits(document)) return;
    this.#facets?.count(document, misses);
    if (misses !== 0) return;
    this.total += 1;
    this.#rank(document);
  }

  /** Whether a message has the words and mentions, and none that it must not have. */
  #fits(document: number): boolean {
    const { documents, terms } = this.#index;
    const groups = this.#values.length;
    const { only, not } = this.#mentions;
    const plain = this.#without.groups.length === 0 && only === null && not.size === 0;
    if (groups === 0 && plain) return true;
    const length = documents.length.values[document] ?? 0;
    if (length === 0) return false;
    const first = documents.start.values[document] ?? 0;
    const page = terms.pageOf(first);
    const start = terms.offsetOf(first);
    const { slots } = this.#words;
    let found = 0;
    let mentioned = only === null;
    for (let group = 0; group < groups; group += 1) this.#times[group] = 0;
    this.#span = length;
    for (let at = start; at < start + length; at += 1) {
      const term = page[at] ?? 0;
      if (!plain) {
        if (not.has(term) || this.#isBarred(page, start, at)) return false;
        if (only?.has(term)) mentioned = true;
      }
      for (let entry = slots[term] ?? 0; entry !== 0; entry = this.#words.nextOf(entry)) {
        const group = this.#words.groupAt(entry);
        if (!this.#continues(this.#words.groups[group], page, start, at)) continue;
        const value = this.#words.valueAt(entry);
        if (this.#times[group] === 0) {
          found += 1;
          this.#values[group] = value;
        } else if (value > (this.#values[group] ?? 0)) this.#values[group] = value;
        this.#times[group] = (this.#times[group] ?? 0) + 1;
        this.#places[group] = at;
        if (found === groups && groups > 1) this.#measureSpan();
      }
    }
    return mentioned && found >= this.#needed;
  }

  /** Whether the terms before this place are those of the group before its last one. */
  #continues(group: Group | undefined, page: Uint32Array, start: number, at: number): boolean {
    const before = group?.before;
    if (!before) return false;
    if (before.length === 0) return true;
    if (at - before.length < start) return false;
    for (let back = 1; back <= before.length; back += 1)
      if (page[at - back] !== before[before.length - back]) return false;
    return true;
  }

  #isBarred(page: Uint32Array, start: number, at: number): boolean {
    const { slots } = this.#without;
    for (let entry = slots[page[at] ?? 0] ?? 0; entry !== 0; entry = this.#without.nextOf(entry))
      if (this.#continues(this.#without.groups[this.#without.groupAt(entry)], page, start, at)) return true;
    return false;
  }

  #measureSpan(): void {
    let first = Number.POSITIVE_INFINITY;
    let last = 0;
    for (const place of this.#places) {
      if (place < first) first = place;
      if (place > last) last = place;
    }
    this.#span = Math.min(this.#span, last - first + 1);
  }

  #rank(document: number): void {
    const { documents } = this.#index;
    const weighed = this.#weigh(document);
    const createdAt = documents.createdAt.values[document] ?? 0;
    if (!this.#best.wants(weighed.score, createdAt)) return;
    const timelineId = documents.timelineIds.ids[documents.timeline.get(document)] ?? '';
    this.#best.add({ document, createdAt, timelineId, index: documents.index.get(document), ...weighed });
  }

  #weigh(document: number): Pick<EngineHit, 'score' | 'text' | 'recency' | 'closeness' | 'quality'> {
    const { documents } = this.#index;
    const { weights, now, sort } = this.#query;
    const parts = {
      text: this.#textScore(document),
      recency: recency(weights, now - (documents.createdAt.values[document] ?? 0)),
      closeness: closeness(
        weights,
        (this.#nearChannels[documents.channel.values[document] ?? 0] ?? 0) +
          (this.#nearAuthors[documents.author.values[document] ?? 0] ?? 0),
      ),
      quality: quality(weights, documents.answersOf(document)),
    };
    const score = sort === 'relevance' ? parts.text * parts.recency * parts.closeness * parts.quality : 0;
    return { score, ...parts };
  }

  #textScore(document: number): number {
    const groups = this.#values.length;
    if (groups === 0) return 1;
    const length = this.#index.documents.length.values[document] ?? 0;
    let sum = 0;
    let found = 0;
    for (let group = 0; group < groups; group += 1) {
      const times = this.#times[group] ?? 0;
      if (times === 0) continue;
      found += 1;
      sum += wordScore(this.#values[group] ?? 0, times, length);
    }
    const complete = found / groups;
    return sum * complete * complete * (found === groups ? proximity(groups, this.#span) : 1);
  }

  /** What a page shows of a message: by which of its terms it was found. */
  #toHit({ document, ...place }: Candidate): EngineHit {
    const { documents, terms, dictionary } = this.#index;
    const first = documents.start.get(document);
    const length = documents.length.get(document);
    const found = new Set<string>();
    const words = new Map<
      number,
      { readonly word: string; readonly match: WordMatch; readonly value: number }
    >();
    if (length > 0) {
      const page = terms.pageOf(first);
      const start = terms.offsetOf(first);
      for (let at = start; at < start + length; at += 1) {
        const term = page[at] ?? 0;
        for (let entry = this.#words.slots[term] ?? 0; entry !== 0; entry = this.#words.nextOf(entry)) {
          const group = this.#words.groupAt(entry);
          const value = this.#words.valueAt(entry);
          const match = this.#words.matchAt(entry);
          const { before = null } = this.#words.groups[group] ?? {};
          if (!this.#continues(this.#words.groups[group], page, start, at)) continue;
          const texts = [...(before ?? []), term].map((part) => dictionary.terms[part] ?? '');
          for (const text of texts) found.add(text);
          if (value > (words.get(group)?.value ?? 0))
            words.set(group, { word: texts.join(' '), match, value });
        }
      }
    }
    return {
      ...place,
      terms: [...found],
      words: [...words.entries()].sort(([a], [b]) => a - b).map(([, { word, match }]) => ({ word, match })),
    };
  }

  /** For a word that is nowhere: what was taken instead, that is found most often. */
  #insteadOf(
    { source, variants }: Group,
    countOf: (term: number) => number,
  ): { readonly term: string; readonly by: string }[] {
    if (
      source.terms.length > 1 ||
      variants.some(({ term, match }) => match !== 'similar' && countOf(term) > 0)
    )
      return [];
    const worth = (variant: (typeof variants)[number]): number => variant.weight ** 2 * countOf(variant.term);
    const [best] = variants.filter(({ match }) => match === 'similar').sort((a, b) => worth(b) - worth(a));
    return best ? [{ term: source.terms[0] ?? '', by: this.#index.dictionary.terms[best.term] ?? '' }] : [];
  }
}

function mentionsOf(index: MessageIndex, { mentions }: EngineQuery) {
  const termsOf = (userIds: readonly string[]): number[] =>
    userIds.flatMap((userId) => index.dictionary.find(mentionTerm(userId)) ?? []);
  const everybody = index.dictionary.find(CHANNEL_MENTION);
  return {
    only:
      mentions.only && new Set([...termsOf(mentions.only), ...(everybody === undefined ? [] : [everybody])]),
    not: new Set(termsOf(mentions.not)),
  };
}

function byNumber(
  ordinals: { readonly size: number; find(id: string): number | undefined },
  values: Readonly<Record<string, number>>,
): Float32Array {
  const numbers = new Float32Array(ordinals.size);
  for (const [id, value] of Object.entries(values)) {
    const number = ordinals.find(id);
    if (number !== undefined) numbers[number] = value;
  }
  return numbers;
}
