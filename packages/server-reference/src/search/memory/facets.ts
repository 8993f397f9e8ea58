import { limits } from '@fechatter/protocol';
import type { EngineFacets, FacetCount } from '../engine.ts';
import { markBits, monthName, type Documents } from './documents.ts';
import { CHANNEL, KIND, MONTH, SENDER } from './scope.ts';

/** Months of a long life; far more than a list shows. */
const MOST_MONTHS = 240;

/**
 * Counts the values of properties over all that is found. A message that misses the condition on one property only
 * counts for that property: so the counts say what another choice would find.
 */
export class FacetCounter {
  readonly #documents: Documents;
  readonly #senders: Uint32Array;
  readonly #channels: Uint32Array;
  readonly #months = new Uint32Array(4_096);
  readonly #kinds = { text: 0, action: 0, link: 0, reply: 0 };

  constructor(documents: Documents) {
    this.#documents = documents;
    this.#senders = new Uint32Array(documents.authors.size);
    this.#channels = new Uint32Array(documents.channels.size);
  }

  count(document: number, misses: number): void {
    const { author, channel, marks, month } = this.#documents;
    if ((misses & ~SENDER) === 0) increment(this.#senders, author.values[document] ?? 0);
    if ((misses & ~CHANNEL) === 0) increment(this.#channels, channel.values[document] ?? 0);
    if ((misses & ~MONTH) === 0) increment(this.#months, month.values[document] ?? 0);
    if ((misses & ~KIND) === 0) {
      const bits = marks.values[document] ?? 0;
      if ((bits & markBits.action) === 0) this.#kinds.text += 1;
      else this.#kinds.action += 1;
      if ((bits & markBits.link) !== 0) this.#kinds.link += 1;
      if ((bits & markBits.reply) !== 0) this.#kinds.reply += 1;
    }
  }

  result(): EngineFacets {
    const months: FacetCount[] = [];
    for (let month = this.#months.length - 1; month >= 0 && months.length < MOST_MONTHS; month -= 1) {
      const count = this.#months[month] ?? 0;
      if (count > 0) months.push({ value: monthName(month), count });
    }
    return {
      sender: mostFrequent(this.#senders, this.#documents.authors.ids),
      channel: mostFrequent(this.#channels, this.#documents.channels.ids),
      kind: Object.entries(this.#kinds).flatMap(([value, count]) => (count > 0 ? [{ value, count }] : [])),
      month: months,
    };
  }
}

function increment(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

function mostFrequent(counts: Uint32Array, ids: readonly string[]): FacetCount[] {
  const found: FacetCount[] = [];
  let least = 0;
  for (let at = 0; at < counts.length; at += 1) {
    const count = counts[at] ?? 0;
    if (count <= least) continue;
    found.push({ value: ids[at] ?? '', count });
    if (found.length < limits.facetValues * 4) continue;
    found.sort((a, b) => b.count - a.count).splice(limits.facetValues);
    least = found.at(-1)?.count ?? 0;
  }
  return found.sort((a, b) => b.count - a.count).slice(0, limits.facetValues);
}
