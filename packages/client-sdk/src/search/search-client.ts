import type { SearchClient } from '../api.ts';
import { loadedLater } from '../loading/load-part.ts';
import type { SearchParts } from './search.ts';

/** The search, as the core has it: loaded when the first of its methods is called. */
export function createSearchClient(parts: SearchParts): SearchClient {
  const later = loadedLater(async () => new (await import('./search.ts')).Search(parts));
  return {
    open: later('open'),
    query: later('query'),
    suggest: later('suggest'),
    history: later('history'),
    remember: later('remember'),
    forget: later('forget'),
    saved: later('saved'),
    save: later('save'),
    removeSaved: later('removeSaved'),
  };
}
