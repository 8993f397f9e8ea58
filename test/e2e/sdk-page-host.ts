import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** Serves a page that runs the SDK from its source, in parts as an application's bundler makes them. */
export class SdkPageHost {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<SdkPageHost> {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, 'pages', 'sdk-page.ts')],
      bundle: true,
      splitting: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      outdir: 'pages',
      conditions: ['fechatter:source', 'browser'],
    });
    const scripts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>SDK</title>
      <link rel="icon" href="data:,"><script type="module" src="/sdk-page.js"></script></html>`;
    const server = createServer(({ url }, response) => {
      const name = basename(new URL(url ?? '/', 'http://page').pathname);
      const script = scripts.get(name);
      if (script !== undefined) response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
      else response.writeHead(200, { 'content-type': 'text/html' }).end(html);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SdkPageHost(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The page, with a client of this server. */
  url(chat: string): string {
    return `${this.origin}/?server=${encodeURIComponent(chat)}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
