import type { IndexedMessage, MessageMark } from '../engine.ts';
import { Column } from './growing.ts';

/** Numbers for ids: 1, 2, 3, ... from 0 on, in the order in which they are met. */
export class Ordinals {
  readonly ids: string[] = [];
  readonly #byId = new Map<string, number>();

  get size(): number {
    return this.ids.length;
  }

  find(id: string): number | undefined {
    return this.#byId.get(id);
  }

  add(id: string): number {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    this.ids.push(id);
    this.#byId.set(id, this.ids.length - 1);
    return this.ids.length - 1;
  }
}

/** Bits of {@link Documents.marks}. */
export const ALIVE = 1;
export const markBits: Readonly<Record<MessageMark, number>> = { link: 2, reply: 4, action: 8 };

const LINK = /\bhttps?:\/\/[^\s]/i;

export function marksOf(message: IndexedMessage): number {
  return (
    ALIVE |
    (LINK.test(message.text) ? markBits.link : 0) |
    (message.replyToIndex === null ? 0 : markBits.reply) |
    (message.kind === 'action' ? markBits.action : 0)
  );
}

/** Months since January 1970, in UTC. */
export function monthOf(moment: number): number {
  const date = new Date(moment);
  return Math.max(0, (date.getUTCFullYear() - 1_970) * 12 + date.getUTCMonth());
}

export const monthName = (month: number): string =>
  `${1_970 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;

const uint8 = (length: number) => new Uint8Array(length);
const uint16 = (length: number) => new Uint16Array(length);
const uint32 = (length: number) => new Uint32Array(length);

/** A timeline: which document each of its messages is, and how often each was answered. Indexes are dense. */
export class IndexedTimeline {
  readonly channel: number;
  /** By index: the number of the document and one; 0 for none. */
  readonly documents = new Column(uint32, 4);
  readonly answers = new Column(uint16, 4);

  constructor(channel: number) {
    this.channel = channel;
  }

  /** The document of a message; -1 for none. */
  documentAt(index: number): number {
    return this.documents.get(index) - 1;
  }
}

/** What an index knows of its messages besides their words: a table in columns, a row for each document. */
export class Documents {
  readonly channels = new Ordinals();
  readonly authors = new Ordinals();
  readonly timelineIds = new Ordinals();
  readonly timelines: IndexedTimeline[] = [];
  readonly timeline = new Column(uint32);
  readonly channel = new Column(uint32);
  readonly index = new Column(uint32);
  readonly author = new Column(uint32);
  readonly replyTo = new Column(uint32);
  readonly createdAt = new Column((length) => new Float64Array(length));
  readonly month = new Column(uint16);
  readonly marks = new Column(uint8);
  /** Where its terms stand in the row of all terms, and how many there are. */
  readonly start = new Column(uint32);
  readonly length = new Column(uint16);
  /** Documents that are there, by channel. */
  readonly alive = new Column(uint32);
  /** Documents so far, those that are gone included. */
  size = 0;
  gone = 0;

  find(timelineId: string, index: number): number {
    const timeline = this.timelineIds.find(timelineId);
    return timeline === undefined ? -1 : (this.timelines[timeline]?.documentAt(index) ?? -1);
  }

  add(message: IndexedMessage, start: number, length: number): number {
    const document = this.size;
    this.size += 1;
    const channel = this.channels.add(message.channelId);
    const ordinal = this.timelineIds.add(message.timelineId);
    const timeline = (this.timelines[ordinal] ??= new IndexedTimeline(channel));
    this.timeline.set(document, ordinal);
    this.channel.set(document, channel);
    this.index.set(document, message.index);
    this.author.set(document, this.authors.add(message.authorId));
    this.createdAt.set(document, message.createdAt);
    this.month.set(document, monthOf(message.createdAt));
    this.marks.set(document, marksOf(message));
    this.start.set(document, start);
    this.length.set(document, length);
    timeline.documents.set(message.index, document + 1);
    this.alive.set(channel, this.alive.get(channel) + 1);
    if (message.replyToIndex !== null) {
      this.replyTo.set(document, message.replyToIndex);
      countAnswer(timeline, message.replyToIndex, 1);
    }
    return document;
  }

  remove(document: number): void {
    const marks = this.marks.get(document);
    if ((marks & ALIVE) === 0) return;
    this.marks.set(document, marks & ~ALIVE);
    this.gone += 1;
    const channel = this.channel.get(document);
    this.alive.set(channel, this.alive.get(channel) - 1);
    const timeline = this.timelines[this.timeline.get(document)];
    timeline?.documents.set(this.index.get(document), 0);
    const replyTo = this.replyTo.get(document);
    if (timeline && replyTo > 0) countAnswer(timeline, replyTo, -1);
  }

  answersOf(document: number): number {
    return this.timelines[this.timeline.get(document)]?.answers.get(this.index.get(document)) ?? 0;
  }

  get bytes(): number {
    const columns = [
      this.timeline,
      this.channel,
      this.index,
      this.author,
      this.replyTo,
      this.createdAt,
      this.month,
      this.marks,
      this.start,
      this.length,
    ];
    const rows = columns.reduce((sum, column) => sum + column.bytes, 0);
    return this.timelines.reduce(
      (sum, { documents, answers }) => sum + documents.bytes + answers.bytes + 200,
      rows,
    );
  }
}

function countAnswer(timeline: IndexedTimeline, index: number, by: 1 | -1): void {
  const count = timeline.answers.get(index) + by;
  if (count >= 0 && count <= 0xffff) timeline.answers.set(index, count);
}
