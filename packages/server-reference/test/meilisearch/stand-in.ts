import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { FilterError, parseFilter, type StoredDocument } from './filter-language.ts';
import { parseQuery, typosOf } from './matching.ts';

interface Settings {
  readonly searchableAttributes: readonly string[];
  readonly filterableAttributes: readonly string[];
  readonly sortableAttributes: readonly string[];
  readonly typoTolerance: {
    readonly enabled: boolean;
    readonly minWordSizeForTypos: { readonly oneTypo: number; readonly twoTypos: number };
  };
  readonly faceting: { readonly maxValuesPerFacet: number };
  readonly pagination: { readonly maxTotalHits: number };
}

interface Index {
  settings: Settings;
  readonly documents: Map<string, StoredDocument>;
}

interface Task {
  readonly taskUid: number;
  readonly indexUid: string | null;
  readonly type: string;
  readonly run: () => void;
  status: 'enqueued' | 'processing' | 'succeeded' | 'failed';
  error: { readonly code: string; readonly message: string; readonly type: string } | null;
}

interface Query {
  readonly indexUid: string;
  readonly q?: string;
  readonly filter?: string | readonly string[];
  readonly limit?: number;
  readonly facets?: readonly string[];
  readonly sort?: readonly string[];
  readonly matchingStrategy?: 'all' | 'last' | 'frequency';
}

const defaults: Settings = {
  searchableAttributes: ['*'],
  filterableAttributes: [],
  sortableAttributes: [],
  typoTolerance: { enabled: true, minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 } },
  faceting: { maxValuesPerFacet: 100 },
  pagination: { maxTotalHits: 1_000 },
};
const knownSettings = new Set([...Object.keys(defaults), 'rankingRules', 'stopWords']);
const knownParameters = new Set(['indexUid', 'q', 'filter', 'limit', 'facets', 'sort', 'matchingStrategy']);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message = code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Stands in for a Meilisearch server: the part of its documented HTTP API that we use, as strict as the documentation
 * says. Changes are tasks that are done one after the other, a moment later. It is no Meilisearch: what that does
 * beyond its documentation is not seen here.
 */
export class MeilisearchStandIn {
  readonly indexes = new Map<string, Index>();
  /** What it says that it is. */
  version = '1.22.0';
  /** What was asked for, in order: the method and the path. */
  readonly requests: string[] = [];
  /** The queries of the last search. */
  lastSearch: readonly Query[] = [];
  /** Time until a task is begun, in milliseconds. */
  taskDelay = 1;
  /** Whether it answers at all: what it gets instead of an answer. */
  fault: { readonly status: number } | 'hangs' | null = null;
  /** Code with which the next task fails. */
  taskFailure: string | null = null;
  readonly #apiKey: string | null;
  readonly #tasks: Task[] = [];
  readonly #server: Server;
  #working: NodeJS.Timeout | null = null;

  private constructor(apiKey: string | null) {
    this.#apiKey = apiKey;
    this.#server = createServer((request, response) => {
      void this.#serve(request).then(
        (answer) => {
          if (answer === null) return;
          response.writeHead(answer.status, { 'content-type': 'application/json' });
          response.end(JSON.stringify(answer.body));
        },
        (error: unknown) => response.destroy(error as Error),
      );
    });
  }

  static async start(apiKey: string | null = null): Promise<MeilisearchStandIn> {
    const standIn = new MeilisearchStandIn(apiKey);
    standIn.#server.listen(0, '127.0.0.1');
    await once(standIn.#server, 'listening');
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (this.#working !== null) clearTimeout(this.#working);
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage): Promise<{ status: number; body: unknown } | null> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? 'GET';
    this.requests.push(`${method} ${pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (this.fault === 'hangs') return null;
    try {
      if (this.fault) throw new Refused(this.fault.status, 'internal');
      this.#authorize(request.headers.authorization);
      const text = Buffer.concat(chunks).toString();
      const body: unknown = text === '' ? null : JSON.parse(text);
      const [status, answer] = this.#route(method, pathname.split('/').filter(Boolean), body);
      return { status, body: answer };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { status, code, message } = error;
      return { status, body: { message, code, type: 'invalid_request', link: '' } };
    }
  }

  #authorize(header: string | undefined): void {
    if (this.#apiKey === null) return;
    if (header === undefined) throw new Refused(401, 'missing_authorization_header');
    if (header !== `Bearer ${this.#apiKey}`) throw new Refused(403, 'invalid_api_key');
  }

  #route(method: string, path: readonly string[], body: unknown): readonly [number, unknown] {
    const [first = '', uid = '', what = '', id = ''] = path;
    switch (`${method} ${first}${what === '' ? '' : `/${what}`}${id === '' ? '' : '/*'}`) {
      case 'GET version':
        return [200, { commitSha: '', commitDate: '', pkgVersion: this.version }];
      case 'GET tasks':
        return [200, this.#shown(Number(uid))];
      case 'POST multi-search':
        return [200, { results: this.#searchAll((body as { queries: readonly Query[] }).queries) }];
      case 'POST swap-indexes':
        return this.#enqueue(null, 'indexSwap', () => {
          for (const { indexes } of body as { indexes: readonly [string, string] }[]) this.#swap(...indexes);
        });
      case 'POST indexes': {
        const created = (body as { uid: string }).uid;
        if (!/^[\w-]{1,512}$/.test(created)) throw new Refused(400, 'invalid_index_uid');
        return this.#enqueue(created, 'indexCreation', () => {
          if (this.indexes.has(created)) throw new Refused(409, 'index_already_exists');
          this.#create(created);
        });
      }
      case 'DELETE indexes':
        return this.#enqueue(uid, 'indexDeletion', () => {
          if (!this.indexes.delete(uid)) throw new Refused(404, 'index_not_found');
        });
      case 'PATCH indexes/settings': {
        const unknown = Object.keys(body as object).find((name) => !knownSettings.has(name));
        if (unknown !== undefined) throw new Refused(400, 'bad_request', `Unknown field \`${unknown}\``);
        return this.#enqueue(uid, 'settingsUpdate', () => {
          const index = this.#create(uid);
          index.settings = { ...index.settings, ...(body as Partial<Settings>) };
        });
      }
      case 'POST indexes/documents':
        return this.#enqueue(uid, 'documentAdditionOrUpdate', () => {
          const { documents } = this.#create(uid);
          for (const document of body as StoredDocument[]) {
            const key = String(document['id']);
            if (!/^[\w-]{1,511}$/.test(key)) throw new Refused(400, 'invalid_document_id');
            documents.set(key, document);
          }
        });
      case 'POST indexes/documents/*':
        if (id !== 'delete-batch') break;
        return this.#enqueue(uid, 'documentDeletion', () => {
          const { documents } = this.#held(uid);
          for (const key of body as string[]) documents.delete(key);
        });
      case 'GET indexes/documents/*': {
        const document = this.#held(uid).documents.get(id);
        if (!document) throw new Refused(404, 'document_not_found');
        return [200, document];
      }
      case 'GET indexes/stats': {
        const { documents } = this.#held(uid);
        return [200, { numberOfDocuments: documents.size, rawDocumentDbSize: 4_096, isIndexing: false }];
      }
    }
    throw new Refused(404, 'not_found', `${method} /${path.join('/')} is not stood in for`);
  }

  #held(uid: string): Index {
    const index = this.indexes.get(uid);
    if (!index) throw new Refused(404, 'index_not_found', `Index \`${uid}\` not found.`);
    return index;
  }

  #create(uid: string): Index {
    const index = this.indexes.get(uid) ?? {
      settings: defaults,
      documents: new Map<string, StoredDocument>(),
    };
    this.indexes.set(uid, index);
    return index;
  }

  #swap(one: string, other: string): void {
    const [first, second] = [this.#held(one), this.#held(other)];
    this.indexes.set(one, second);
    this.indexes.set(other, first);
  }

  #enqueue(indexUid: string | null, type: string, run: () => void): readonly [number, unknown] {
    const taskUid = this.#tasks.length;
    this.#tasks.push({ taskUid, indexUid, type, run, status: 'enqueued', error: null });
    this.#work();
    return [202, { taskUid, indexUid, status: 'enqueued', type, enqueuedAt: new Date().toISOString() }];
  }

  #work(): void {
    if (this.#working !== null) return;
    const task = this.#tasks.find(({ status }) => status === 'enqueued');
    if (!task) return;
    this.#working = setTimeout(() => {
      this.#working = null;
      try {
        if (this.taskFailure !== null) throw new Refused(500, this.taskFailure);
        task.run();
        task.status = 'succeeded';
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        this.taskFailure = null;
        task.status = 'failed';
        task.error = { code: error.code, message: error.message, type: 'invalid_request' };
      }
      this.#work();
    }, this.taskDelay);
  }

  #shown(taskUid: number): unknown {
    const task = this.#tasks[taskUid];
    if (!task) throw new Refused(404, 'task_not_found');
    const { indexUid, status, type, error } = task;
    return { uid: taskUid, indexUid, status, type, error, details: {} };
  }

  #searchAll(queries: readonly Query[]): readonly unknown[] {
    this.lastSearch = queries;
    return queries.map((query) => this.#search(query));
  }

  #search(query: Query): unknown {
    const unknown = Object.keys(query).find((name) => !knownParameters.has(name));
    if (unknown !== undefined) throw new Refused(400, 'bad_request', `Unknown field \`${unknown}\``);
    const { settings, documents } = this.#held(query.indexUid);
    const fits = this.#filter(query.filter ?? [], settings);
    const parts = parseQuery(query.q ?? '');
    const { enabled, minWordSizeForTypos } = settings.typoTolerance;
    const found = [...documents.values()].flatMap((document) => {
      if (!fits(document)) return [];
      const texts = settings.searchableAttributes.map((attribute) => textOf(document[attribute]));
      const typos = typosOf(parts, texts, { enabled, ...minWordSizeForTypos });
      return typos === null ? [] : [{ document, typos }];
    });
    const moment = ({ document }: (typeof found)[number]): number => Number(document['createdAt'] ?? 0);
    const [order] = query.sort ?? [];
    if (order !== undefined && !settings.sortableAttributes.includes(order.split(':')[0] ?? ''))
      throw new Refused(400, 'invalid_search_sort');
    if (order === undefined) found.sort((a, b) => a.typos - b.typos || moment(b) - moment(a));
    else found.sort((a, b) => (order.endsWith(':desc') ? moment(b) - moment(a) : moment(a) - moment(b)));
    return {
      indexUid: query.indexUid,
      hits: found
        .slice(0, Math.min(query.limit ?? 20, settings.pagination.maxTotalHits))
        .map(({ document }) => document),
      query: query.q ?? '',
      processingTimeMs: 1,
      limit: query.limit ?? 20,
      offset: 0,
      estimatedTotalHits: Math.min(found.length, settings.pagination.maxTotalHits),
      ...(query.facets && {
        facetDistribution: this.#facets(
          query.facets,
          found.map(({ document }) => document),
          settings,
        ),
      }),
    };
  }

  #filter(
    filter: string | readonly string[],
    { filterableAttributes }: Settings,
  ): (document: StoredDocument) => boolean {
    try {
      const allowed = new Set(filterableAttributes);
      const parts = [filter].flat().map((expression) => parseFilter(expression, allowed));
      return (document) => parts.every((part) => part(document));
    } catch (error) {
      if (error instanceof FilterError) throw new Refused(400, 'invalid_search_filter', error.message);
      throw error;
    }
  }

  #facets(
    facets: readonly string[],
    documents: readonly StoredDocument[],
    { filterableAttributes, faceting }: Settings,
  ): Record<string, Record<string, number>> {
    return Object.fromEntries(
      facets.map((facet) => {
        if (!filterableAttributes.includes(facet)) throw new Refused(400, 'invalid_search_facets');
        const counts = new Map<string, number>();
        for (const document of documents) {
          const held = document[facet];
          for (const value of Array.isArray(held) ? held : held === null || held === undefined ? [] : [held])
            counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
        }
        const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, faceting.maxValuesPerFacet);
        return [facet, Object.fromEntries(frequent)];
      }),
    );
  }
}
