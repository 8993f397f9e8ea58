import type { WorkspaceId } from '@fechatter/protocol';
import { limits } from '@fechatter/protocol';
import {
  Meilisearch,
  MeilisearchApiError,
  MeilisearchError,
  type EnqueuedTaskPromise,
  type MultiSearchQuery,
} from 'meilisearch';
import { randomBytes } from 'node:crypto';
import {
  SearchEngineError,
  type EngineAnswer,
  type EngineFacets,
  type EngineQuery,
  type EngineStatus,
  type FacetCount,
  type Generation,
  type IndexedMessage,
  type IndexPosition,
  type ReadableChannels,
  type SearchEngine,
  type WordQuery,
} from '../engine.ts';
import { Candidates } from './candidates.ts';
import {
  among,
  attributes,
  conditionsOn,
  isImpossible,
  otherConditions,
  properties,
  queryText,
  type Property,
} from './conditions.ts';
import {
  indexSettings,
  placeOf,
  POSITION_ID,
  toDocument,
  type MessageDocument,
  type PositionDocument,
} from './documents.ts';

/** Where a Meilisearch is, and who we are there. */
export interface MeilisearchOptions {
  readonly url: string;
  /** A key that may do everything with indexes whose name begins with `fechatter_`. Null for a server without keys. */
  readonly apiKey: string | null;
  /** Milliseconds in which it has to answer. Default 5,000. */
  readonly patience?: number;
}

/** Messages that are ranked for one search. */
const CANDIDATES = 500;
/** Channels in one filter: whoever is in more asks in several queries of one request. */
const CHANNELS = 1_000;
/** The first version 1.x that renames and swaps as this client asks for it. */
const OLDEST_MINOR = 18;
const REQUEST_MS = 5_000;
/** A batch of messages is indexed in seconds; a server that is busy with others takes its turn. */
const TASK_MS = 120_000;

/** What a query of one request is for. */
interface Wanted {
  readonly text: string;
  readonly conditions: readonly string[];
  readonly limit: number;
  readonly facets?: readonly string[];
  readonly sort?: readonly string[];
}

interface Proposed {
  readonly documents: readonly MessageDocument[];
  readonly total: number;
  readonly facets: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/**
 * Keeps the messages of each workspace in an index of a Meilisearch server, lets it propose candidates from the
 * channels that the caller may read at that moment, and ranks these itself.
 */
export class MeilisearchEngine implements SearchEngine {
  readonly name = 'meilisearch';
  readonly isLasting = true;
  readonly #client: Meilisearch;
  /** Of this process: another one that builds the same index does so beside it. */
  readonly #tag = randomBytes(6).toString('hex');

  constructor({ url, apiKey, patience = REQUEST_MS }: MeilisearchOptions) {
    this.#client = new Meilisearch({
      host: url,
      ...(apiKey !== null && { apiKey }),
      timeout: patience,
      defaultWaitOptions: { timeout: TASK_MS, interval: 20 },
    });
  }

  /** Its version, when it answers and takes our key. Raises a {@link SearchEngineError} when it does not. */
  async check(): Promise<{ readonly version: string; readonly isNewEnough: boolean }> {
    const { pkgVersion: version } = await answered(this.#client.getVersion());
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return { version, isNewEnough: major > 1 || (major === 1 && minor >= OLDEST_MINOR) };
  }

  async position(workspaceId: WorkspaceId): Promise<IndexPosition | null> {
    const index = this.#client.index<PositionDocument>(this.#uid(workspaceId, 'current'));
    const document = await orNothing(index.getDocument(POSITION_ID), 'document_not_found', 'index_not_found');
    return document && { epoch: document.epoch, seq: document.seq };
  }

  async apply(
    workspaceId: WorkspaceId,
    messages: readonly IndexedMessage[],
    position: IndexPosition,
    generation: Generation,
  ): Promise<void> {
    const index = this.#client.index(this.#uid(workspaceId, generation));
    const gone = messages.filter(({ deleted }) => deleted);
    // Tasks of an index are done one after the other, so the position never says more than was done.
    if (gone.length > 0)
      await this.#done(index.deleteDocuments(gone.map((each) => placeOf(each.timelineId, each.index))));
    const mark: PositionDocument = { id: POSITION_ID, epoch: position.epoch, seq: position.seq };
    const documents = messages.filter(({ deleted }) => !deleted).map(toDocument);
    await this.#done(index.addDocuments([...documents, mark], { primaryKey: 'id' }));
  }

  async begin(workspaceId: WorkspaceId): Promise<void> {
    const uid = this.#uid(workspaceId, 'next');
    await this.#done(this.#client.deleteIndex(uid), 'index_not_found');
    await this.#done(this.#client.createIndex(uid, { primaryKey: 'id' }));
    await this.#done(this.#client.index(uid).updateSettings(indexSettings));
  }

  async promote(workspaceId: WorkspaceId): Promise<void> {
    const [current, next] = [this.#uid(workspaceId, 'current'), this.#uid(workspaceId, 'next')];
    await this.#done(this.#client.createIndex(current, { primaryKey: 'id' }), 'index_already_exists');
    await this.#done(this.#client.swapIndexes([{ indexes: [current, next], rename: false }]));
    await this.#done(this.#client.deleteIndex(next));
  }

  async search(workspaceId: WorkspaceId, query: EngineQuery): Promise<EngineAnswer> {
    const { readable, groups, without, sort, after } = query;
    if (isImpossible(query)) return this.#answer(workspaceId, query, []);
    const conditions = new Map(properties.map((property) => [property, conditionsOn(property, query)]));
    const text = queryText(groups, without);
    const held = (aside: Property | null): readonly string[] => [
      ...otherConditions(query),
      ...properties.flatMap((property) => (property === aside ? [] : (conditions.get(property) ?? []))),
    ];
    const asides = query.facets
      ? properties.filter((property) => (conditions.get(property) ?? []).length > 0)
      : [];
    const further = after !== null && sort !== 'relevance';
    const [main, ...others] = await this.#propose(workspaceId, readable, [
      {
        text,
        limit: CANDIDATES,
        conditions: [
          ...held(null),
          ...(further ? [`createdAt ${sort === 'newest' ? '<=' : '>='} ${after.createdAt}`] : []),
        ],
        ...(query.facets && { facets: Object.values(attributes) }),
        ...(sort !== 'relevance' && { sort: [`createdAt:${sort === 'newest' ? 'desc' : 'asc'}`] }),
      },
      ...asides.map((aside) => ({
        text,
        limit: CANDIDATES,
        conditions: held(aside),
        facets: [attributes[aside]],
      })),
      // What a later page leaves out counts all the same.
      ...(further ? [{ text, limit: 0, conditions: held(null) }] : []),
    ]);
    if (main === undefined) return this.#answer(workspaceId, query, []);
    const counted = further ? (others.at(-1)?.total ?? 0) : main.total;
    const answer = await this.#answer(workspaceId, query, [main, ...others]);
    if (answer.total === 0 && groups.length > 1) return this.#some(workspaceId, query, held(null));
    const isCut = [main, ...others.slice(0, asides.length)].some(
      ({ documents, total }) => total > documents.length,
    );
    if (!isCut && !further) return answer;
    return {
      ...answer,
      total: Math.max(answer.total, counted),
      more: answer.more || (sort !== 'relevance' && main.total > main.documents.length),
      facets:
        query.facets && isCut
          ? facetsOf((property) => {
              const aside = asides.indexOf(property);
              return (aside === -1 ? main : others[aside])?.facets.get(attributes[property]);
            })
          : answer.facets,
    };
  }

  async words(workspaceId: WorkspaceId, query: WordQuery): Promise<readonly string[]> {
    const group = { terms: [query.beginning], unfinished: true, similar: false };
    const [proposed] = await this.#propose(workspaceId, query.readable, [
      { text: queryText([group], []), conditions: [], limit: CANDIDATES },
    ]);
    return new Candidates((proposed?.documents ?? []).map(toMessage), new Map()).words(query);
  }

  async status(workspaceId: WorkspaceId): Promise<EngineStatus> {
    const index = this.#client.index(this.#uid(workspaceId, 'current'));
    const stats = await orNothing(index.getStats(), 'index_not_found');
    return {
      messages: Math.max(0, (stats?.numberOfDocuments ?? 0) - 1),
      bytes: stats?.rawDocumentDbSize ?? null,
      waste: 0,
    };
  }

  async drop(workspaceId: WorkspaceId): Promise<void> {
    for (const generation of ['current', 'next'] as const)
      await this.#done(this.#client.deleteIndex(this.#uid(workspaceId, generation)), 'index_not_found');
  }

  /** The index is the server's: it is there at the next start. */
  async close(): Promise<void> {
    await Promise.resolve();
  }

  /** No message has all of the words: those that have any of them. */
  async #some(
    workspaceId: WorkspaceId,
    query: EngineQuery,
    conditions: readonly string[],
  ): Promise<EngineAnswer> {
    const proposed = await this.#propose(
      workspaceId,
      query.readable,
      query.groups.map((group) => ({
        text: queryText([group], query.without),
        conditions,
        limit: CANDIDATES,
      })),
    );
    return this.#answer(workspaceId, query, proposed);
  }

  async #answer(
    workspaceId: WorkspaceId,
    query: EngineQuery,
    proposed: readonly Proposed[],
  ): Promise<EngineAnswer> {
    const documents = new Map(proposed.flatMap((each) => each.documents).map((each) => [each.id, each]));
    const answers =
      query.sort === 'relevance' && query.weights.quality > 0
        ? await this.#answersTo(workspaceId, query.readable, [...documents.keys()])
        : new Map<string, number>();
    return new Candidates([...documents.values()].map(toMessage), answers).search(query);
  }

  /** How often messages were answered. */
  async #answersTo(
    workspaceId: WorkspaceId,
    readable: ReadableChannels,
    places: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    if (places.length === 0) return new Map();
    const [counted] = await this.#propose(workspaceId, readable, [
      { text: '', conditions: [among('replyTo', places)], limit: 0, facets: ['replyTo'] },
    ]);
    return counted?.facets.get('replyTo') ?? new Map();
  }

  /** Asks all at once, each for the channels that may be read; what is in none of them is asked for by nobody. */
  async #propose(
    workspaceId: WorkspaceId,
    { ids }: ReadableChannels,
    wanted: readonly Wanted[],
  ): Promise<readonly Proposed[]> {
    const channels = ids === '' ? [] : ids.split(',');
    const chunks = Array.from({ length: Math.ceil(channels.length / CHANNELS) }, (_, at) =>
      channels.slice(at * CHANNELS, (at + 1) * CHANNELS),
    );
    if (chunks.length === 0) return [];
    const indexUid = this.#uid(workspaceId, 'current');
    const queries = wanted.flatMap((query) =>
      chunks.map((chunk): MultiSearchQuery => ({
        indexUid,
        q: query.text,
        matchingStrategy: 'all',
        filter: [among('channelId', chunk), ...query.conditions],
        limit: query.limit,
        ...(query.facets && { facets: [...query.facets] }),
        ...(query.sort && { sort: [...query.sort] }),
      })),
    );
    const found = await orNothing(
      this.#client.multiSearch<{ queries: MultiSearchQuery[] }, MessageDocument>({ queries }),
      'index_not_found',
    );
    if (found === null) return [];
    return wanted.map((_, at) => {
      const results = found.results.slice(at * chunks.length, (at + 1) * chunks.length);
      return {
        documents: results.flatMap(({ hits }) => hits),
        total: results.reduce((sum, result) => sum + (result.estimatedTotalHits ?? 0), 0),
        facets: added(results.map(({ facetDistribution }) => facetDistribution ?? {})),
      };
    });
  }

  /** Waits until the server has done what it was told to do. */
  async #done(task: EnqueuedTaskPromise, ...allowed: readonly string[]): Promise<void> {
    // What is refused is refused at once, or when its turn comes.
    const done = await orNothing(task.waitTask(), ...allowed);
    if (done === null) return;
    const { status, error } = done;
    if (status === 'succeeded' || (error && allowed.includes(error.code))) return;
    throw new SearchEngineError(`Meilisearch has ${status} a task: ${error?.message ?? 'no reason given'}`);
  }

  #uid(workspaceId: WorkspaceId, generation: Generation): string {
    return `fechatter_${workspaceId}${generation === 'current' ? '' : `_next_${this.#tag}`}`;
  }
}

const toMessage = (document: MessageDocument): IndexedMessage => ({
  timelineId: document.timelineId,
  index: document.index,
  channelId: document.channelId,
  authorId: document.authorId,
  kind: document.kind,
  text: document.text,
  replyToIndex: document.replyToIndex,
  mentions: document.mentions,
  mentionsChannel: document.mentionsChannel,
  createdAt: document.createdAt,
  deleted: false,
});

/** The counts of several queries together. */
function added(
  distributions: readonly Readonly<Record<string, Readonly<Record<string, number>>>>[],
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const sums = new Map<string, Map<string, number>>();
  for (const distribution of distributions)
    for (const [attribute, counts] of Object.entries(distribution)) {
      const sum = sums.get(attribute) ?? new Map<string, number>();
      for (const [value, count] of Object.entries(counts)) sum.set(value, (sum.get(value) ?? 0) + count);
      sums.set(attribute, sum);
    }
  return sums;
}

function facetsOf(countsOf: (property: Property) => ReadonlyMap<string, number> | undefined): EngineFacets {
  const counts = (property: Property): FacetCount[] =>
    [...(countsOf(property) ?? [])]
      .map(([value, count]) => ({ value, count }))
      .filter(({ count }) => count > 0);
  const frequent = (property: Property): readonly FacetCount[] =>
    counts(property)
      .sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
      .slice(0, limits.facetValues);
  return {
    sender: frequent('sender'),
    channel: frequent('channel'),
    kind: frequent('kind'),
    month: counts('month').sort((one, other) => (one.value < other.value ? 1 : -1)),
  };
}

/** An answer; whatever keeps the server from giving one is a failure of the engine. */
async function answered<T>(asked: PromiseLike<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof MeilisearchError)
      throw new SearchEngineError(`Meilisearch does not answer: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Null where there is nothing, by the code with which the server says so. */
async function orNothing<T>(asked: PromiseLike<T>, ...codes: readonly string[]): Promise<T | null> {
  return answered(
    Promise.resolve(asked).catch((error: unknown) => {
      if (error instanceof MeilisearchApiError && codes.includes(error.cause?.code ?? '')) return null;
      throw error;
    }),
  );
}
