import type { RouteArguments, SearchAnswer, SearchClause } from '@fechatter/protocol';
import { limits } from '@fechatter/protocol';
import type { Database, WalledTransaction } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import type { WorkspaceContext } from '../http/handlers.ts';
import { loadCaller, type Caller } from '../users/caller.ts';
import { correctedQuery, noMessages, presentFacets, presentHits, presentPeople } from './answer.ts';
import { SearchEngineError, type EngineAnswer, type SearchEngine } from './engine.ts';
import type { FeedState, SearchFeed } from './feed.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { findChannels, findPeople, nameWordsOf } from './names.ts';
import { readReach, type Reach } from './reach.ts';
import { resolveQuery, type Resolved } from './resolve.ts';

type Request = RouteArguments<'search.query'>['body'];

export interface SearchParts {
  readonly database: Database;
  readonly engine: SearchEngine;
  readonly feed: SearchFeed;
}

/** How long a search waits for what was just sent to be in the index. */
const PATIENCE_MS = 300;
/** People and channels of one answer. */
const NAMES = 5;

/**
 * Searches. What the caller may read is read from the database in the same transaction that answers; the engine
 * looks nowhere else, so that no hit, count, suggestion or mark comes from elsewhere. Nothing of an answer is kept.
 */
export async function search(
  parts: SearchParts,
  context: WorkspaceContext,
  request: Request,
): Promise<SearchAnswer> {
  const { workspaceId } = context;
  const find = new Set(request.find);
  const cursor = request.cursor === undefined ? null : decodeCursor(request.cursor, request.sort);
  const state = find.has('messages') ? await parts.feed.fresh(workspaceId, PATIENCE_MS) : null;
  return parts.database.workspace(workspaceId, async (tx) => {
    // Queries that need nothing of each other are sent together: every key that is pressed waits for them.
    const [caller, reach] = await Promise.all([loadCaller(tx, context), readReach(tx, context.userId)]);
    const now = cursor?.now ?? Date.now();
    const resolved = await resolveQuery(tx, caller, request.text, { timeZone: request.timeZone, now });
    const asked = find.has('messages') && resolved.clauses.length > 0;
    const answering = asked
      ? parts.engine.search(workspaceId, {
          ...resolved.conditions,
          readable: reach.readable,
          nearAuthors: reach.nearAuthors,
          weights: reach.weights,
          sort: request.sort,
          now,
          after: cursor,
          limit: request.limit,
          // A later page belongs to the facets of the first one.
          facets: request.facets && cursor === null,
        })
      : null;
    // The engine searches in a thread of its own while the database looks for names.
    const [names, answered] = await Promise.allSettled([findNames(tx, caller, find, resolved), answering]);
    if (names.status === 'rejected') throw names.reason;
    if (answered.status === 'rejected') return unavailable(answered.reason);
    const found = answered.value;
    return {
      ...(found
        ? await presentMessagesOf(tx, found, request, resolved, now)
        : { messages: noMessages, users: [], didYouMean: null }),
      ...names.value,
      notices: resolved.notices,
      index: stateOf(reach, state),
    };
  });
}

async function presentMessagesOf(
  tx: WalledTransaction,
  found: EngineAnswer,
  request: Request,
  { clauses }: Resolved,
  now: number,
): Promise<Pick<SearchAnswer, 'messages' | 'users' | 'didYouMean'>> {
  const facets = presentFacets(found.facets);
  const items = await presentHits(tx, found.hits, request.explain);
  const last = found.hits.at(-1);
  return {
    messages: {
      items,
      total: found.total,
      match: found.match,
      facets,
      next: found.more && last ? encodeCursor({ ...last, now, sort: request.sort }) : null,
    },
    users: await presentPeople(tx, items, facets),
    didYouMean: correctedQuery(request.text, clauses, found.instead),
  };
}

/** People and channels are found by words alone: a condition on messages means nothing for them. */
async function findNames(
  tx: WalledTransaction,
  caller: Caller,
  find: ReadonlySet<Request['find'][number]>,
  { clauses }: Resolved,
): Promise<Pick<SearchAnswer, 'people' | 'channels'>> {
  const words = wordsOf(clauses);
  const [people, channels] = await Promise.all([
    find.has('people') ? findPeople(tx, caller, words, NAMES) : [],
    find.has('channels') ? findChannels(tx, caller, words, NAMES) : [],
  ]);
  return { people, channels };
}

/** Words of a name at most: a longer text is none. */
const NAME_WORDS = 4;

function wordsOf(clauses: readonly SearchClause[]): readonly string[] {
  if (clauses.some((clause) => clause.type === 'filter' || clause.negated)) return [];
  const words = clauses.flatMap((clause) => (clause.type === 'filter' ? [] : nameWordsOf(clause.text)));
  return words.length > NAME_WORDS || words.some((word) => word.length > limits.nameLength) ? [] : words;
}

const stateOf = ({ head }: Reach, state: FeedState | null): SearchAnswer['index'] => ({
  behind: state ? Math.max(0, head - state.position) : 0,
  building: state?.building ?? false,
});

/** An engine that fails makes the search fail, and nothing else. */
export function unavailable(error: unknown): never {
  if (error instanceof SearchEngineError)
    throw new ApiError('search_unavailable', undefined, { cause: error, retryAfter: 2 });
  throw error;
}
