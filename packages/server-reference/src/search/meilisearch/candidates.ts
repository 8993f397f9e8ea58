import type { EngineAnswer, EngineQuery, HitPlace, IndexedMessage, WordQuery } from '../engine.ts';
import { MessageIndex } from '../memory/message-index.ts';
import { findWords, searchIndex } from '../memory/search.ts';
import { placeOf } from './documents.ts';

/**
 * The messages that Meilisearch proposes for a search, ranked as those of the index in memory are: by the same code,
 * so that both engines find, order, mark and explain alike. Places are numbered anew, since an index in memory has a
 * row for each place of a timeline up to the last one.
 */
export class Candidates {
  readonly #index = new MessageIndex();
  /** The places of each timeline, rising. */
  readonly #places = new Map<string, readonly number[]>();

  /** @param answers - How often a message was answered, by its place. */
  constructor(messages: readonly IndexedMessage[], answers: ReadonlyMap<string, number>) {
    const byPlace = new Map(messages.map((message) => [placeOf(message.timelineId, message.index), message]));
    const timelines = Map.groupBy(byPlace.values(), ({ timelineId }) => timelineId);
    for (const [timelineId, all] of timelines)
      this.#places.set(
        timelineId,
        all.map(({ index }) => index).sort((a, b) => a - b),
      );
    for (const message of byPlace.values()) {
      const { timelineId, replyToIndex } = message;
      this.#index.put({
        ...message,
        index: this.#numberOf(timelineId, message.index),
        // That it is an answer counts; how often a message was answered is told.
        replyToIndex: replyToIndex === null ? null : (this.#places.get(timelineId)?.length ?? 0) + 1,
      });
    }
    const { documents } = this.#index;
    for (const [timelineId, places] of this.#places) {
      const ordinal = documents.timelineIds.find(timelineId);
      const timeline = ordinal === undefined ? undefined : documents.timelines[ordinal];
      places.forEach((index, at) =>
        timeline?.answers.set(at + 1, answers.get(placeOf(timelineId, index)) ?? 0),
      );
    }
  }

  search(query: EngineQuery): EngineAnswer {
    const answer = searchIndex(this.#index, { ...query, after: query.after && this.#toOwn(query.after) });
    return {
      ...answer,
      hits: answer.hits.map((hit) => ({
        ...hit,
        index: this.#places.get(hit.timelineId)?.[hit.index - 1] ?? hit.index,
      })),
    };
  }

  words(query: WordQuery): readonly string[] {
    return findWords(this.#index, query);
  }

  /** The place where a page ended; its message may be none of these. */
  #toOwn(place: HitPlace): HitPlace {
    return { ...place, index: this.#numberOf(place.timelineId, place.index) };
  }

  /** The number of a place: between those of its neighbours when it is none of the candidates. */
  #numberOf(timelineId: string, index: number): number {
    const places = this.#places.get(timelineId) ?? [];
    const at = places.findIndex((place) => place >= index);
    if (at === -1) return places.length + 0.5;
    return places[at] === index ? at + 1 : at + 0.5;
  }
}
