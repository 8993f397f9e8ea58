import type { WorkspaceId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** Other processes' changes of the lists are seen after this time. */
const FRESH = 5_000;
/** Workspaces whose lists are remembered. */
const CACHE_SIZE = 10_000;

interface Cached {
  readonly origins: ReadonlySet<string>;
  readonly readAt: number;
}

export interface OriginPolicyOptions {
  readonly database: Database;
  /** Where this server is seen from outside: its own pages may always call. */
  readonly publicUrl: string;
  /** Further origins that may call for every workspace. */
  readonly allowed?: readonly string[];
  readonly now?: () => number;
}

/**
 * Which pages may call from a browser. Origins are compared whole, never by their beginning or end, and an
 * opaque one (`null`) is none.
 */
export class OriginPolicy {
  readonly #database: Database;
  readonly #always: ReadonlySet<string>;
  readonly #now: () => number;
  readonly #ofWorkspace = new Map<WorkspaceId, Cached>();
  #ofAll: Cached | undefined;

  constructor(options: OriginPolicyOptions) {
    this.#database = options.database;
    this.#always = new Set([...ownOrigins(options.publicUrl), ...(options.allowed ?? [])]);
    this.#now = options.now ?? Date.now;
  }

  /**
   * Whether pages of an origin may call: pages of the server always, others for the workspaces that allow them.
   *
   * @param workspaceId - Null for a route below no workspace: there those come that any workspace allows.
   */
  async allows(origin: string, workspaceId: WorkspaceId | null): Promise<boolean> {
    if (this.#always.has(origin)) return true;
    const allowed = workspaceId === null ? await this.#anyWorkspace() : await this.#workspace(workspaceId);
    return allowed.has(origin);
  }

  /** Forgets what was read of a workspace: its list was changed. */
  invalidate(workspaceId: WorkspaceId): void {
    this.#ofWorkspace.delete(workspaceId);
    this.#ofAll = undefined;
  }

  // A preflight request comes before any token, so there is no wall to go behind yet.
  async #workspace(workspaceId: WorkspaceId): Promise<ReadonlySet<string>> {
    const known = this.#ofWorkspace.get(workspaceId);
    if (known && this.#isFresh(known)) return known.origins;
    const row = await this.#database.system
      .selectFrom('workspaces')
      .select('allowed_origins')
      .where('id', '=', workspaceId)
      .executeTakeFirst();
    const origins = new Set(row?.allowed_origins ?? []);
    this.#ofWorkspace.delete(workspaceId);
    this.#ofWorkspace.set(workspaceId, { origins, readAt: this.#now() });
    if (this.#ofWorkspace.size > CACHE_SIZE) {
      const [oldest] = this.#ofWorkspace.keys();
      if (oldest !== undefined) this.#ofWorkspace.delete(oldest);
    }
    return origins;
  }

  async #anyWorkspace(): Promise<ReadonlySet<string>> {
    if (this.#ofAll && this.#isFresh(this.#ofAll)) return this.#ofAll.origins;
    const { rows } = await sql<{
      origin: string;
    }>`select distinct unnest(allowed_origins) as origin from workspaces`.execute(this.#database.system);
    this.#ofAll = { origins: new Set(rows.map((row) => row.origin)), readAt: this.#now() };
    return this.#ofAll.origins;
  }

  #isFresh(cached: Cached): boolean {
    return this.#now() - cached.readAt < FRESH;
  }
}

/** On the developer's own machine the same server has three names. */
function ownOrigins(publicUrl: string): readonly string[] {
  const url = new URL(publicUrl);
  const names = ['localhost', '127.0.0.1', '[::1]'];
  if (!names.includes(url.hostname)) return [url.origin];
  const port = url.port === '' ? '' : `:${url.port}`;
  return names.map((name) => `${url.protocol}//${name}${port}`);
}
