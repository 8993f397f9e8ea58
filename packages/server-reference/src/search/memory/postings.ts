import { Column, Pages } from './growing.ts';

/** Documents of a list's first piece; each further piece is twice as long as the one before, up to a bound. */
const FIRST = 2;
const LONGEST = 1 << 12;

/**
 * For each term the documents that have it, in the order in which they came: lists in pieces that grow, all in one
 * row of numbers. The first number of a piece says where the next piece is, 0 for none yet.
 */
export class Postings {
  readonly #row = new Pages();
  readonly #first = new Column((length) => new Uint32Array(length));
  readonly #last = new Column((length) => new Uint32Array(length));
  /** Documents in the last piece, and how many it takes. */
  readonly #used = new Column((length) => new Uint16Array(length));
  readonly #room = new Column((length) => new Uint16Array(length));
  readonly #counts = new Column((length) => new Uint32Array(length));

  constructor() {
    // Place 0 stands for "none".
    this.#row.reserve(1);
  }

  /** Documents of a term, those that are gone included. */
  count(term: number): number {
    return this.#counts.get(term);
  }

  add(term: number, document: number): void {
    const count = this.#counts.get(term);
    const room = this.#room.get(term);
    const used = this.#used.get(term);
    if (count === 0 || used === room) {
      const length = count === 0 ? FIRST : Math.min(LONGEST, room * 2);
      const piece = this.#row.reserve(length + 1);
      if (count === 0) this.#first.set(term, piece);
      else this.#row.set(this.#last.get(term), piece);
      this.#last.set(term, piece);
      this.#room.set(term, length);
      this.#used.set(term, 1);
      this.#row.set(piece + 1, document);
    } else {
      this.#row.set(this.#last.get(term) + 1 + used, document);
      this.#used.set(term, used + 1);
    }
    this.#counts.set(term, count + 1);
  }

  /**
   * Calls for each document of a term, until `visit` returns false.
   *
   * @param step - Or only for each so many-th one of a piece: a sample.
   */
  each(term: number, visit: (document: number) => boolean | undefined, step = 1): void {
    let left = this.#counts.get(term);
    let piece = left === 0 ? 0 : this.#first.get(term);
    let length = FIRST;
    while (left > 0) {
      const page = this.#row.pageOf(piece);
      const start = this.#row.offsetOf(piece);
      const here = Math.min(left, length);
      for (let at = start + 1; at <= start + here; at += step) if (visit(page[at] ?? 0) === false) return;
      left -= here;
      piece = page[start] ?? 0;
      length = Math.min(LONGEST, length * 2);
    }
  }

  get bytes(): number {
    return (
      this.#row.bytes +
      this.#first.bytes +
      this.#last.bytes +
      this.#used.bytes +
      this.#room.bytes +
      this.#counts.bytes
    );
  }
}
