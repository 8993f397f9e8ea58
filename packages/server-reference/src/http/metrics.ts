import { timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import { hashSecret } from '../auth/secrets.ts';
import type { AppEnv } from './app-env.ts';

/** What there is to measure of a server. */
export interface Measured {
  /** Open event streams of this process. */
  readonly streams: () => number;
  /** Events of the logs that are not yet in the search indexes of this process: of the workspace that is furthest behind, and of how many it keeps. */
  readonly search: () => { readonly behind: number; readonly workspaces: number };
}

/**
 * `/metrics` in the text format of Prometheus, for whoever has the token. Without one there is no such route: the
 * figures of a server tell how much it is used.
 */
export async function serveMetrics(app: Hono<AppEnv>, token: string, measured: Measured): Promise<void> {
  const { Registry, Gauge, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  };
  gauge('fechatter_streams', 'Open event streams of this process.', measured.streams);
  gauge(
    'fechatter_search_events_behind',
    'Events that are not yet in the search index, of the workspace furthest behind.',
    () => measured.search().behind,
  );
  gauge(
    'fechatter_search_workspaces',
    'Workspaces whose search index this process keeps up to date.',
    () => measured.search().workspaces,
  );

  const expected = hashSecret(token);
  app.get('/metrics', async (c) => {
    const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    if (!timingSafeEqual(Buffer.from(hashSecret(given)), Buffer.from(expected)))
      return c.text('The token is wrong or missing.', 401, { 'www-authenticate': 'Bearer' });
    return c.body(await registry.metrics(), 200, {
      'content-type': registry.contentType,
      'cache-control': 'no-store',
    });
  });
}
