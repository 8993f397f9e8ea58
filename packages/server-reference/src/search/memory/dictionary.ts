import { isUnspaced } from '@fechatter/protocol';
import { stemmer } from 'stemmer';
import { beginningDistance, editDistance } from './edit-distance.ts';
import { Column } from './growing.ts';

/** A term that stands in for a word of a query. */
export interface Variant {
  readonly term: number;
  readonly match: 'exact' | 'form' | 'beginning' | 'similar';
  /** How much it is worth beside the word itself: 0 to 1. */
  readonly weight: number;
}

/** New terms wait unsorted for so long: a few are looked through one by one. */
const UNSORTED = 2_000;
/** Variants of one kind for one word, at most. */
const MOST_BEGINNINGS = 3_000;
const MOST_SIMILAR = 60;
const MOST_FORMS = 40;
/** A letter or two begin very many words: these need more of them to say something. */
const SHORTEST_BEGINNING = 2;

/** Slips that a word may have: none in a short one, where each would make another word of it. */
export const slipsAllowed = (word: string): number => (word.length < 4 ? 0 : word.length < 9 ? 1 : 2);

/** The terms of an index: by their text, by how they begin, by how they are spelt. */
export class Dictionary {
  readonly terms: string[] = [];
  readonly #byText = new Map<string, number>();
  /** Which letters a term has, a bit for each of 32 groups: most terms are told to be unlike by it alone. */
  readonly #letters = new Column((length) => new Uint32Array(length));
  #sorted: number[] = [];
  #unsorted: number[] = [];

  get size(): number {
    return this.terms.length;
  }

  find(text: string): number | undefined {
    return this.#byText.get(text);
  }

  /** The number of a term, which it gets when it is new. */
  add(text: string): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const term = this.terms.length;
    const own = copyOf(text);
    this.terms.push(own);
    this.#byText.set(own, term);
    this.#letters.set(term, lettersOf(own));
    this.#unsorted.push(term);
    return term;
  }

  /** All terms that begin so. */
  beginningWith(beginning: string): number[] {
    if (this.#unsorted.length > UNSORTED) this.#sort();
    const found = this.#unsorted.filter((term) => this.terms[term]?.startsWith(beginning));
    for (let at = this.#placeOf(beginning); at < this.#sorted.length; at += 1) {
      const term = this.#sorted[at] ?? 0;
      if (!this.terms[term]?.startsWith(beginning)) break;
      found.push(term);
    }
    return found;
  }

  /**
   * The word itself, its other forms (English), and, while it is being written, what it may become.
   *
   * @param options.countOf - How often a term is used: of very many beginnings the most used ones are taken.
   */
  variants(
    word: string,
    options: {
      readonly unfinished: boolean;
      readonly forms: boolean;
      readonly countOf: (term: number) => number;
    },
  ): Variant[] {
    const variants = new Map<number, Variant>();
    const exact = this.#byText.get(word);
    if (exact !== undefined) variants.set(exact, { term: exact, match: 'exact', weight: 1 });
    if (options.forms)
      for (const term of this.#formsOf(word))
        if (!variants.has(term)) variants.set(term, { term, match: 'form', weight: 0.8 });
    // A character of a script without spaces is half of a term.
    if (options.unfinished && (word.length >= SHORTEST_BEGINNING || isUnspaced(word))) {
      let beginnings = this.beginningWith(word);
      if (beginnings.length > MOST_BEGINNINGS)
        beginnings = beginnings
          .sort((a, b) => options.countOf(b) - options.countOf(a))
          .slice(0, MOST_BEGINNINGS);
      for (const term of beginnings)
        if (!variants.has(term)) variants.set(term, { term, match: 'beginning', weight: 0.7 });
    }
    return [...variants.values()];
  }

  /** Terms that are spelt almost so; of a word that is still being written, also those that begin almost so. */
  similar(word: string, unfinished: boolean, countOf: (term: number) => number): Variant[] {
    const most = isUnspaced(word) || /\d/.test(word) ? 0 : slipsAllowed(word);
    if (most === 0) return [];
    const letters = lettersOf(word);
    const all = this.#letters.values;
    const found: { readonly term: number; readonly slips: number }[] = [];
    for (let term = 0; term < this.terms.length; term += 1) {
      const theirs = all[term] ?? 0;
      // A slip adds one letter at most, and takes one away.
      if (bits(letters & ~theirs) > most) continue;
      if (!unfinished && bits(theirs & ~letters) > most) continue;
      const text = this.terms[term] ?? '';
      if (text.length < word.length - most || (!unfinished && text.length > word.length + most)) continue;
      if (unfinished && !beginsNearly(word, text)) continue;
      const slips = unfinished ? beginningDistance(word, text, most) : editDistance(word, text, most);
      if (slips > 0 && slips <= most) found.push({ term, slips });
    }
    return found
      .filter(({ term }) => countOf(term) > 0)
      .sort((a, b) => a.slips - b.slips || countOf(b.term) - countOf(a.term))
      .slice(0, MOST_SIMILAR)
      .map(({ term, slips }) => ({ term, match: 'similar', weight: slips === 1 ? 0.5 : 0.25 }));
  }

  get bytes(): number {
    // A term is an entry of a map and a text, of a dozen characters at most times.
    return this.#letters.bytes + this.terms.length * 100;
  }

  #formsOf(word: string): number[] {
    if (!/^[a-z]{3,}$/.test(word)) return [];
    const stem = stemmer(word);
    // A stem ends in "i" where the word may have a "y".
    const shared = stem.endsWith('i') ? stem.slice(0, -1) : stem;
    if (shared.length < 3) return [];
    const forms = this.beginningWith(shared).filter((term) => {
      const text = this.terms[term] ?? '';
      return text.length <= word.length + 6 && text !== word && stemmer(text) === stem;
    });
    return forms.slice(0, MOST_FORMS);
  }

  #sort(): void {
    const fresh = this.#unsorted.sort((a, b) => this.#compare(a, b));
    const merged: number[] = [];
    let at = 0;
    for (const term of this.#sorted) {
      while (at < fresh.length && this.#compare(fresh[at] ?? 0, term) < 0) merged.push(fresh[at++] ?? 0);
      merged.push(term);
    }
    while (at < fresh.length) merged.push(fresh[at++] ?? 0);
    this.#sorted = merged;
    this.#unsorted = [];
  }

  #compare(one: number, other: number): number {
    const a = this.terms[one] ?? '';
    const b = this.terms[other] ?? '';
    return a < b ? -1 : a > b ? 1 : 0;
  }

  /** The first sorted term that is not before a text. */
  #placeOf(text: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.terms[this.#sorted[middle] ?? 0] ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether one slip could explain how the first two letters differ: most words are told to be unlike by it. */
const beginsNearly = (one: string, other: string): boolean =>
  one.charCodeAt(0) === other.charCodeAt(0) ||
  one.charCodeAt(1) === other.charCodeAt(1) ||
  one.charCodeAt(0) === other.charCodeAt(1) ||
  one.charCodeAt(1) === other.charCodeAt(0);

/** A long piece of a text would keep the whole text in memory: V8 shares the characters of 13 and more. */
const copyOf = (text: string): string => (text.length < 13 ? text : Array.from(text).join(''));

function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters >>> 0;
}

function bits(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
