import { tokenize } from '@fechatter/protocol';
import type { EngineStatus, IndexedMessage } from '../engine.ts';
import { Dictionary } from './dictionary.ts';
import { Documents } from './documents.ts';
import { Column, Pages } from './growing.ts';
import { Postings } from './postings.ts';

/** How a mention of somebody stands among the terms of a message; no word of a text looks so. */
export const mentionTerm = (userId: string): string => `@${userId}`;
/** A mention of everybody in the channel. */
export const CHANNEL_MENTION = '@';

/**
 * The index of one workspace: for each term the messages that have it, and for each message its terms in their
 * order. The first finds candidates, the second decides about each: whether it has the other words too, where they
 * stand, and how well they fit. All of it is numbers in typed arrays, about 150 bytes a message.
 */
export class MessageIndex {
  readonly dictionary = new Dictionary();
  readonly documents = new Documents();
  readonly postings = new Postings();
  /** The terms of all documents, one after the other, each document's own in the order of its text. */
  readonly terms = new Pages();
  /** For each term the document and one that was given it last: each document counts once. */
  readonly #lastDocument = new Column((length) => new Uint32Array(length));

  /** Puts a message in as it stands, in place of what was known of it. */
  put(message: IndexedMessage): void {
    const before = this.documents.find(message.timelineId, message.index);
    if (before >= 0) this.documents.remove(before);
    if (message.deleted) return;
    const words = tokenize(message.text);
    const mentions = message.mentions.map(mentionTerm);
    if (message.mentionsChannel) mentions.push(CHANNEL_MENTION);
    const length = words.length + mentions.length;
    const start = this.terms.reserve(length);
    const document = this.documents.add(message, start, length);
    words.forEach(({ term }, at) => this.#addTerm(document, term, start + at));
    mentions.forEach((term, at) => this.#addTerm(document, term, start + words.length + at));
  }

  #addTerm(document: number, text: string, place: number): void {
    const term = this.dictionary.add(text);
    this.terms.set(place, term);
    if (this.#lastDocument.get(term) === document + 1) return;
    this.#lastDocument.set(term, document + 1);
    this.postings.add(term, document);
  }

  status(): EngineStatus {
    const { documents } = this;
    return {
      messages: documents.size - documents.gone,
      bytes: documents.bytes + this.postings.bytes + this.terms.bytes + this.dictionary.bytes,
      waste: documents.size === 0 ? 0 : documents.gone / documents.size,
    };
  }
}
