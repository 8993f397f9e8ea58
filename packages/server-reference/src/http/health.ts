import type { Hono } from 'hono';
import type { AppEnv } from './app-env.ts';

/** How long the database may take before it counts as not answering. */
const PATIENCE_MS = 2_000;

/** What decides whether this server should get requests. */
export interface Readiness {
  /** Raises when the database does not answer. */
  ping(): Promise<void>;
  /** Migrations that are still to be run. */
  pendingMigrations(): Promise<readonly string[]>;
  readonly stopping: () => boolean;
}

/** `/healthz`: the process is alive. `/readyz`: it can do its work: the database answers and its schema is the one of this version. */
export function serveHealth(app: Hono<AppEnv>, readiness: Readiness): void {
  let migrated = false;
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const unready = (reason: string) => c.json({ status: 'unready', reason }, 503);
    if (readiness.stopping()) return unready('stopping');
    try {
      await within(PATIENCE_MS, readiness.ping());
      // What has been migrated stays so: the schema is looked at until it is right, and then no more.
      migrated ||= (await within(PATIENCE_MS, readiness.pendingMigrations())).length === 0;
    } catch {
      return unready('the database does not answer');
    }
    return migrated ? c.json({ status: 'ready' }) : unready('migrations have to be run: fechatter migrate');
  });
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took more than ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
