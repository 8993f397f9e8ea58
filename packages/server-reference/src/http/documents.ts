import { asyncApiDocument } from '@fechatter/protocol/asyncapi';
import { openApiDocument } from '@fechatter/protocol/openapi';
import type { Hono } from 'hono';
import type { AppEnv } from './app-env.ts';

/** Lets any page read what is public anyway. */
const open = {
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'cross-origin',
};

/**
 * The contract of this server, for people and tools. Made when first asked for.
 *
 * @param host - Where the server is reached from outside: never what a request claims.
 */
export function serveDocuments(
  app: Hono<AppEnv>,
  { version, host }: { readonly version: string; readonly host: string },
): void {
  let openApi: string | undefined;
  let asyncApi: string | undefined;
  app.get('/openapi.json', (c) =>
    c.body((openApi ??= JSON.stringify(openApiDocument({ version }))), 200, {
      ...open,
      'content-type': 'application/json',
    }),
  );
  app.get('/asyncapi.json', (c) =>
    c.body((asyncApi ??= JSON.stringify(asyncApiDocument({ version, host }))), 200, {
      ...open,
      'content-type': 'application/json',
    }),
  );
}
