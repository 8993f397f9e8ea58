/** Typed arrays that grow: what a million messages are kept in without a million objects. */

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** One column of a table: doubles when it is full. */
export class Column<T extends Numbers> {
  values: T;
  readonly #create: (length: number) => T;

  constructor(create: (length: number) => T, length = 64) {
    this.#create = create;
    this.values = create(length);
  }

  get(at: number): number {
    return this.values[at] ?? 0;
  }

  set(at: number, value: number): void {
    if (at >= this.values.length) {
      const grown = this.#create(Math.max(at + 1, this.values.length * 2));
      grown.set(this.values);
      this.values = grown;
    }
    this.values[at] = value;
  }

  get bytes(): number {
    return this.values.byteLength;
  }
}

const PAGE_BITS = 18;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;

/**
 * A long row of numbers in pages, so that it grows without being copied. What is reserved together never lies on
 * two pages.
 */
export class Pages {
  readonly pages: Uint32Array[] = [];
  #end = 0;

  /** Room for so many numbers, at most a page; returns where it begins. */
  reserve(length: number): number {
    if (length > PAGE_SIZE) throw new RangeError('more than a page');
    if ((this.#end & PAGE_MASK) + length > PAGE_SIZE) this.#end = (this.#end | PAGE_MASK) + 1;
    const start = this.#end;
    this.#end += length;
    while (this.pages.length << PAGE_BITS < this.#end) this.pages.push(new Uint32Array(PAGE_SIZE));
    return start;
  }

  get(at: number): number {
    return this.pages[at >>> PAGE_BITS]?.[at & PAGE_MASK] ?? 0;
  }

  set(at: number, value: number): void {
    const page = this.pages[at >>> PAGE_BITS];
    if (page) page[at & PAGE_MASK] = value;
  }

  /** The page of a place, and where in it: for loops that read a whole reservation. */
  pageOf(at: number): Uint32Array {
    const page = this.pages[at >>> PAGE_BITS];
    if (!page) throw new RangeError(`nothing at ${at}`);
    return page;
  }

  offsetOf(at: number): number {
    return at & PAGE_MASK;
  }

  get bytes(): number {
    return this.pages.length * PAGE_SIZE * 4;
  }
}
