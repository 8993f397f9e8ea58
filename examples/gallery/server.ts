import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.woff2': 'font/woff2',
};

/** The policy under which the gallery works, as any page of a host may. */
const policy = "default-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html";

export interface Gallery {
  readonly url: string;
  close(): void;
}

/** Bundles the pages from the sources, and serves them on a port that is free, or on the one asked for. */
export async function serveGallery(port = 0): Promise<Gallery> {
  const { outputFiles } = await build({
    entryPoints: { index: join(here, 'src/index.ts'), state: join(here, 'src/state.ts') },
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    outdir: '/',
    conditions: ['fechatter:source', 'browser'],
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
  });
  const scripts = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    const name = pathname === '/' ? '/index.html' : pathname;
    (async () => scripts.get(name) ?? (await readFile(fileOf(name))))().then(
      (body) =>
        response
          .writeHead(200, {
            'content-type': types[extname(name)] ?? 'application/octet-stream',
            'content-security-policy': policy,
          })
          .end(body),
      () => response.writeHead(404).end(),
    );
  });
  return listen(server, port);
}

async function listen(server: Server, port: number): Promise<Gallery> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Where a file lies: the pages here, and the typefaces in the packages that bring them. */
function fileOf(name: string): string {
  const font = /^\/fonts\/((inter|noto-sans-arabic)-[\w-]+\.woff2)$/.exec(name);
  if (font !== null) {
    const [, file = '', family = ''] = font;
    return join(here, '../../node_modules/@fontsource', family, 'files', file);
  }
  if (!/^\/[\w-]+\.(?:html|css)$/.test(name)) throw new Error(`No such file: ${name}`);
  return join(here, name);
}
