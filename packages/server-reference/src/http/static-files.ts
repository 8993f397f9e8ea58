import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Hono } from 'hono';
import { compress } from 'hono/compress';
import type { AppEnv } from './app-env.ts';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Serves the files of one folder, without its subfolders, to pages of any origin: the build of the elements at
 * `/sdk/fe-chat.js`. Files with a hash in their name never change; the others are asked after each time.
 */
export function serveFolder(app: Hono<AppEnv>, path: string, folder: string): void {
  app.use(`${path}/*`, compress());
  app.get(`${path}/:file{[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*\\.(?:js|map|css|svg|png|txt)}`, async (c) => {
    const file = c.req.param('file');
    const bytes = await readFile(join(folder, file)).catch(() => null);
    if (!bytes) return c.notFound();
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    const headers = {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': /-[A-Za-z0-9_-]{8}\.(?:min\.)?js$/.test(file)
        ? 'public, max-age=31536000, immutable'
        : 'public, max-age=0, must-revalidate',
      etag,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      // A service worker is for the folder of its script only, unless its server says otherwise.
      ...(file.endsWith('-worker.js') && { 'service-worker-allowed': '/' }),
    };
    // Compressed, it is the same file in another form, and its tag is a weak one (RFC 9110, section 8.8.3).
    if (c.req.header('if-none-match')?.replace(/^W\//, '') === etag) return c.body(null, 304, headers);
    return c.body(new Uint8Array(bytes), 200, headers);
  });
}
