/**
 * Takes pictures of the states of the chat: `node packages/elements/test/browser/gallery/gallery.mjs OUT [state ...]`.
 * With `--serve` it only prints an address.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { mkdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const [, , ...given] = process.argv;
const { outputFiles } = await build({
  entryPoints: [join(here, 'gallery.ts')],
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2022',
  sourcemap: 'inline',
  conditions: ['fechatter:source', 'browser'],
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
});
const script = outputFiles[0].contents;
const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const name = pathname === '/' ? '/index.html' : pathname;
  try {
    const body = name === '/gallery.js' ? script : await readFile(join(here, name));
    response.writeHead(200, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'content-security-policy':
        "default-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html",
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}/`;

if (given[0] === '--serve') {
  console.log(address);
} else {
  const [out = 'pictures', ...states] = given;
  await mkdir(out, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run'],
  });
  for (const name of states.length > 0
    ? states
    : ['general:1440', 'general:1440:dark', 'general:800', 'general:380']) {
    const [state, width = '1440', ...more] = name.split(':');
    const page = await browser.newPage({
      viewport: { width: Number(width), height: Number(width) < 500 ? 800 : 900 },
    });
    page.on('console', (message) => {
      if (message.type() === 'error') console.log(`${name}: ${message.text()}`);
    });
    page.on('pageerror', (error) => console.log(`${name}: ${error.stack}`));
    const flags = more
      .map((flag) => (flag === 'dark' ? '&theme=dark' : flag === 'compact' ? '&density=compact' : `&${flag}`))
      .join('');
    await page.goto(`${address}?state=${state}${flags}`);
    await page.waitForTimeout(state === 'offline' ? 4_000 : 900);
    await page.screenshot({ path: join(out, `${name.replaceAll(/[:=]/g, '-')}.png`) });
    await page.close();
  }
  await browser.close();
  server.close();
}
