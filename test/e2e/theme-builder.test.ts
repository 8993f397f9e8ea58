import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildThemeBuilder } from '../../scripts/docs/theme-builder.ts';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

describe('the theme builder of the docs', { skip: chromiumMissing() }, () => {
  let folder: string;
  let server: Server;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fechatter-theme-'));
    await buildThemeBuilder(folder);
    server = createServer((request, response) => {
      const name = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1);
      readFile(join(folder, name)).then(
        (body) => response.writeHead(200, { 'content-type': types[extname(name)] ?? '' }).end(body),
        () => response.writeHead(404).end(),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    browser = await launchChromium();
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.locator('fe-message').first().waitFor({ timeout: 20_000 });
  });
  after(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  test('offers each custom property of the manifest, a colour for light and for dark', async () => {
    const described = JSON.parse(await readFile(join(folder, 'tokens.json'), 'utf8')) as { name: string }[];
    assert.ok(described.length > 40);
    assert.equal(await page.locator('.token').count(), described.length);
    assert.match(await page.getByLabel('--fe-accent, light').inputValue(), /^#[0-9a-f]{6}$/);
    assert.notEqual(
      await page.getByLabel('--fe-background, light').inputValue(),
      await page.getByLabel('--fe-background, dark').inputValue(),
    );
    assert.equal(await page.getByLabel('--fe-radius', { exact: true }).getAttribute('placeholder'), '8px');
    assert.equal(await page.getByLabel('--fe-shadow', { exact: true }).getAttribute('type'), 'text');
  });

  test('shows what is changed at once, and gives the CSS for it', async () => {
    await page.getByLabel('--fe-background, light', { exact: true }).fill('#ffeecc');
    await page.getByLabel('--fe-radius', { exact: true }).fill('2px');
    const background = await page
      .locator('fe-timeline')
      .evaluate((timeline) => getComputedStyle(timeline).backgroundColor);
    assert.equal(background, 'rgb(255, 238, 204)');
    await page.getByLabel('CSS to copy').click({ timeout: 2_000 });
    assert.ok(
      await page
        .getByLabel('CSS to copy')
        .evaluate((field) => field.getBoundingClientRect().bottom <= innerHeight),
    );
    const css = await page.getByLabel('CSS to copy').inputValue();
    assert.match(
      css,
      /^fe-chat \{\n {2}--fe-background: light-dark\(#ffeecc, #[0-9a-f]{6}\);\n {2}--fe-radius: 2px;\n\}$/,
    );
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('Copied.').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), css);
    assert.deepEqual(faults, []);
  });

  test('takes a change back, and starts again', async () => {
    await page.getByLabel('--fe-radius', { exact: true }).fill('');
    assert.doesNotMatch(await page.getByLabel('CSS to copy').inputValue(), /radius/);
    await page.getByRole('button', { name: 'Start again' }).click();
    await page.locator('fe-message').first().waitFor({ timeout: 20_000 });
    assert.match(await page.getByLabel('CSS to copy').inputValue(), /Nothing is changed yet/);
  });
});
