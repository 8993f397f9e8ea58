/** Which messages a search may find at all: those that the caller may read, and that fit the conditions. */
import type { Choice, EngineQuery, MessageMark, ReadableChannels } from '../engine.ts';
import { ALIVE, markBits, type Documents, type Ordinals } from './documents.ts';

/** The facets, as bits: which conditions a message does not fit. */
export const SENDER = 1;
export const CHANNEL = 2;
export const KIND = 4;
export const MONTH = 8;

/** By the number of a channel: 1 where the caller may read. */
export function readableChannels(documents: Documents, readable: ReadableChannels): Uint8Array {
  const channels = new Uint8Array(documents.channels.size);
  for (const id of readable.ids.split(',')) {
    const channel = documents.channels.find(id);
    if (channel !== undefined) channels[channel] = 1;
  }
  return channels;
}

/** By number: 1 for what a choice allows; null when it allows all. */
function allowed(ordinals: Ordinals, { only, not }: Choice<string>): Uint8Array | null {
  if (only === null && not.length === 0) return null;
  const numbers = new Uint8Array(ordinals.size);
  if (only === null) numbers.fill(1);
  for (const [ids, value] of [
    [only ?? [], 1],
    [not, 0],
  ] as const)
    for (const id of ids) {
      const number = ordinals.find(id);
      if (number !== undefined) numbers[number] = value;
    }
  return numbers;
}

const bitsOf = (marks: readonly MessageMark[]): number =>
  marks.reduce((bits, mark) => bits | markBits[mark], 0);

/** The conditions of a search, ready to be asked of millions of messages. */
export class Scope {
  readonly readable: Uint8Array;
  readonly #documents: Documents;
  readonly #authors: Uint8Array | null;
  readonly #channels: Uint8Array | null;
  readonly #needed: number;
  readonly #barred: number;
  readonly #from: number;
  readonly #to: number;
  readonly #outside: EngineQuery['notTimes'];
  readonly #until: number;

  constructor(documents: Documents, query: EngineQuery) {
    this.#documents = documents;
    this.readable = readableChannels(documents, query.readable);
    this.#authors = allowed(documents.authors, query.authors);
    this.#channels = allowed(documents.channels, query.channels);
    this.#needed = bitsOf(query.marks.only ?? []);
    this.#barred = bitsOf(query.marks.not);
    this.#from = Math.max(Number.NEGATIVE_INFINITY, ...query.times.map((span) => span.from));
    this.#to = Math.min(Number.POSITIVE_INFINITY, ...query.times.map((span) => span.to));
    this.#outside = query.notTimes;
    // What came after the first page was read would move the others.
    this.#until = query.after === null ? Number.POSITIVE_INFINITY : query.now;
  }

  /** How many messages the caller may read. */
  get size(): number {
    let size = 0;
    for (let channel = 0; channel < this.readable.length; channel += 1)
      if (this.readable[channel] === 1) size += this.#documents.alive.get(channel);
    return size;
  }

  isReadable(document: number): boolean {
    const { marks, channel } = this.#documents;
    return (
      ((marks.values[document] ?? 0) & ALIVE) !== 0 && this.readable[channel.values[document] ?? 0] === 1
    );
  }

  /** The facets whose condition a message does not fit, as bits; -1 for one that is not to be thought of. */
  misses(document: number): number {
    const { marks, channel, author, createdAt } = this.#documents;
    const bits = marks.values[document] ?? 0;
    const inChannel = channel.values[document] ?? 0;
    if ((bits & ALIVE) === 0 || this.readable[inChannel] !== 1) return -1;
    const moment = createdAt.values[document] ?? 0;
    if (moment > this.#until) return -1;
    let misses = 0;
    if (this.#authors !== null && this.#authors[author.values[document] ?? 0] !== 1) misses |= SENDER;
    if (this.#channels !== null && this.#channels[inChannel] !== 1) misses |= CHANNEL;
    if ((bits & this.#needed) !== this.#needed || (bits & this.#barred) !== 0) misses |= KIND;
    if (moment < this.#from || moment >= this.#to) misses |= MONTH;
    for (const span of this.#outside) if (moment >= span.from && moment < span.to) misses |= MONTH;
    return misses;
  }
}
