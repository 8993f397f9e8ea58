import { loadedLater } from '../loading/load-part.ts';
import type { SearchClient } from './api.ts';
import type { SearchParts } from './search.ts';

/** The search, as the core has it: loaded when the first of its methods is called. */
export const createSearchClient = (parts: SearchParts): SearchClient =>
  loadedLater(
    async () => new (await import('./search.ts')).Search(parts),
    ['open', 'query', 'suggest', 'history', 'remember', 'forget', 'saved', 'save', 'removeSaved'],
  );
