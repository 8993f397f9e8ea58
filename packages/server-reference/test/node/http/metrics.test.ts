import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import type { AppEnv } from '../../../src/http/app-env.ts';
import { serveMetrics } from '../../../src/http/metrics.ts';
import { createLogger } from '../../../src/logging/logger.ts';
import { createServer } from '../../../src/server.ts';

const token = 'a token of the scraper';

test('whoever has the token is told how far the search is behind, and how many streams are open', async () => {
  const app = new Hono<AppEnv>();
  let behind = 7;
  await serveMetrics(app, token, { streams: () => 3, search: () => ({ behind, workspaces: 2 }) });
  const read = async (): Promise<string> =>
    (await app.request('/metrics', { headers: { authorization: `Bearer ${token}` } })).text();
  assert.match(await read(), /^fechatter_search_events_behind 7$/m);
  behind = 0;
  const text = await read();
  assert.match(text, /^fechatter_search_events_behind 0$/m);
  assert.match(text, /^fechatter_streams 3$/m);
  assert.match(text, /^process_resident_memory_bytes \d+$/m);
});

test('nobody else is told anything', async () => {
  const app = new Hono<AppEnv>();
  await serveMetrics(app, token, { streams: () => 0, search: () => ({ behind: 0, workspaces: 0 }) });
  for (const authorization of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Bearer ${token}x`,
    `Basic ${token}`,
    token,
  ]) {
    const answer = await app.request('/metrics', {
      headers: authorization === undefined ? {} : { authorization },
    });
    assert.equal(answer.status, 401, authorization);
    assert.doesNotMatch(await answer.text(), /fechatter_/);
  }
});

test('a server with a token has the route, and one without it has not', async () => {
  for (const metricsToken of [token, null]) {
    const server = await createServer({ port: 0, metricsToken, logger: createLogger({ level: 'silent' }) });
    const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.status, metricsToken === null ? 404 : 200);
    if (metricsToken !== null) assert.match(await answer.text(), /^fechatter_search_events_behind 0$/m);
    await server.stop();
  }
});
