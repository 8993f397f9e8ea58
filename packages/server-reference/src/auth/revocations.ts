import { limits, type SessionId } from '@fechatter/protocol';
import type { Database } from '../database/database.ts';

/** Tokens of a session that was ended longer ago than this have all expired, whatever the clocks say. */
const REMEMBERED = (limits.accessTokenSeconds + 120) * 1_000;
/** Other processes learn of the end of a session within this time. */
const POLL_INTERVAL = 2_000;
/** How far a look goes back behind the one before: for transactions that took long, and clocks that differ. */
const OVERLAP = 60_000;
/** Without a look for so long the database is asked for each session: it never passes for valid unseen. */
const STALE_AFTER = 5_000;

export type RevokedListener = (sessionIds: readonly SessionId[]) => void;

/**
 * The sessions that were ended while their access tokens are still good. Only those are kept in memory, so a
 * request costs no query, and the live streams of an ended session can be ended at once, in every process: each
 * one asks the shared database every two seconds what was ended since.
 */
export class Revocations {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #report: (error: unknown) => void;
  readonly #revoked = new Map<SessionId, number>();
  readonly #listeners = new Set<RevokedListener>();
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> = Promise.resolve();
  #lookedAt = -Infinity;

  /** @param report - Gets what a look into the database, or a listener, raised. */
  constructor(
    database: Database,
    options: { readonly now?: () => number; readonly report?: (error: unknown) => void } = {},
  ) {
    this.#database = database;
    this.#now = options.now ?? Date.now;
    this.#report = options.report ?? (() => undefined);
  }

  /** Reads what was ended before, and goes on reading what other processes end. */
  async start(): Promise<void> {
    await this.#look(this.#now() - REMEMBERED);
    // An embedded database has one process only: this one.
    if (this.#database.kind === 'pglite') return;
    this.#timer = setInterval(() => {
      this.#polling = this.#polling.then(() => this.#look(this.#lookedAt - OVERLAP)).catch(this.#report);
    }, POLL_INTERVAL);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#listeners.clear();
    await this.#polling;
  }

  async isRevoked(sessionId: SessionId): Promise<boolean> {
    if (this.#revoked.has(sessionId)) return true;
    if (this.#database.kind === 'pglite' || this.#now() - this.#lookedAt < STALE_AFTER) return false;
    const session = await this.#database.system
      .selectFrom('sessions')
      .select('revoked_at')
      .where('id', '=', sessionId)
      .executeTakeFirst();
    return session?.revoked_at !== null;
  }

  /** Notes sessions that were ended, and tells those who listen. */
  add(sessionIds: readonly SessionId[]): void {
    const news = sessionIds.filter((id) => !this.#revoked.has(id));
    if (news.length === 0) return;
    const now = this.#now();
    for (const id of news) this.#revoked.set(id, now);
    for (const [id, at] of this.#revoked) {
      if (now - at < REMEMBERED) break;
      this.#revoked.delete(id);
    }
    for (const listener of this.#listeners) {
      try {
        listener(news);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  /** Calls back for every session that ends, once. Returns the way to stop that. */
  onRevoked(listener: RevokedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #look(since: number): Promise<void> {
    const at = this.#now();
    const rows = await this.#database.system
      .selectFrom('sessions')
      .select('id')
      .where('revoked_at', '>', new Date(since))
      .execute();
    this.#lookedAt = at;
    this.add(rows.map((row) => row.id));
  }
}
