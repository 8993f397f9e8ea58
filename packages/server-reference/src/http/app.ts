import { createId } from '@fechatter/protocol';
import { Hono } from 'hono';
import { ApiError } from '../errors/api-error.ts';
import type { AppEnv } from './app-env.ts';
import { API_PREFIX, type Api } from './exchange.ts';
import { fromFetch, toResponse } from './fetch-exchange.ts';
import { problemReply } from './problem.ts';
import { NO_ROUTE, type RequestLog } from './request-log.ts';

/**
 * The application as a fetch handler: the API, and whatever is added to it, such as pages. It runs wherever there are
 * web-standard requests; on Node the API is asked directly (see {@link listen}).
 */
export function createApp(api: Api, log: RequestLog): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.all(`${API_PREFIX}*`, async (c) => toResponse(await api(fromFetch(c.req.raw))));
  app.onError((error, c) => {
    const { code, status, headers, body } = problemReply(error, c.get('requestId'), log);
    c.set('errorCode', code);
    return c.body(body, status as 400, headers);
  });
  app.notFound(() => {
    throw new ApiError('not_found', 'There is no such route.');
  });
  app.use('*', async (c, next) => {
    const requestId = createId();
    const start = performance.now();
    c.set('requestId', requestId);
    await next();
    c.header('x-request-id', requestId);
    const code = c.get('errorCode');
    log.request({
      requestId,
      method: c.req.method,
      route: NO_ROUTE,
      status: c.res.status,
      milliseconds: Math.round(performance.now() - start),
      ...(code !== undefined && { code }),
    });
  });
  return app;
}
