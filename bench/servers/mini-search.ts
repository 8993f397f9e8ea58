// MiniSearch over the same messages, in memory: unfinished and mistyped words, held to the channels of a reader.
import MiniSearch from 'minisearch';
import { serve } from '../measure/child.ts';
import { processFigures } from '../measure/process-figures.ts';
import { searchLines } from '../measure/search-corpus.ts';
import type { TextAnswer, TextQuery } from './postgres-text.ts';

const index = new MiniSearch<{ id: string; text: string; channel: number; user: string }>({
  fields: ['text'],
  storeFields: ['channel', 'user'],
});

const methods = {
  build: async (messages: number, channels: number) => {
    const { lines } = await searchLines(messages, channels);
    const before = process.memoryUsage().rss;
    const start = performance.now();
    index.addAll(lines);
    return { milliseconds: performance.now() - start, grown: process.memoryUsage().rss - before };
  },

  ask: async (channels: number, queries: readonly TextQuery[]): Promise<TextAnswer[]> =>
    queries.map(({ words, from }) => {
      const start = performance.now();
      const hits = index.search(words.join(' '), {
        combineWith: 'AND',
        prefix: (_, at, terms) => at === terms.length - 1,
        fuzzy: (term) => (term.length < 4 ? false : term.length < 9 ? 1 : 2),
        filter: (hit) => (hit['channel'] as number) < channels && (from === null || hit['user'] === from),
      });
      const senders = new Map<unknown, number>();
      const counts = new Map<unknown, number>();
      for (const hit of hits) {
        senders.set(hit['user'], (senders.get(hit['user']) ?? 0) + 1);
        counts.set(hit['channel'], (counts.get(hit['channel']) ?? 0) + 1);
      }
      return {
        milliseconds: performance.now() - start,
        total: hits.length,
        found: hits.slice(0, 20).map((hit) => String(hit.id)),
      };
    }),
  ...processFigures,
};

export type MiniSearcher = typeof methods;

serve(methods);
