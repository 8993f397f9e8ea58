import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createLogger, createServer, type RunningServer } from '@fechatter/server-reference';
import type { Browser, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../../../test/services/chromium.ts';
import { freePort } from '../../../test/services/free-port.ts';

const folder = join(import.meta.dirname, '..');
const patience = { timeout: 20_000 };
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css' };

/** Serves the example as it is, but for the address of the chat server. */
async function serveExample(port: number, chat: string): Promise<Server> {
  const server = createHttpServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1);
    readFile(join(folder, name), 'utf8').then(
      (text) =>
        response
          .writeHead(200, { 'content-type': types[extname(name)] ?? 'text/plain' })
          .end(text.replaceAll('http://127.0.0.1:6688', chat)),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('one tag in a page of plain HTML', { skip: chromiumMissing() }, () => {
  let chat: RunningServer;
  let pages: Server;
  let browser: Browser;
  let url: string;

  before(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    chat = await createServer({
      port: await freePort(),
      dataFolder: null,
      logger: createLogger({ level: 'silent' }),
      allowedOrigins: [url],
    });
    pages = await serveExample(port, chat.url);
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    pages.close();
    await chat.stop();
  });

  async function open(address: string): Promise<{ page: Page; faults: string[] }> {
    const page = await (await browser.newContext()).newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(address);
    return { page, faults };
  }

  test('a newcomer makes an account with a workspace, and somebody invited joins and answers', async () => {
    const ada = await open(url);
    await ada.page.getByRole('button', { name: 'Create one' }).click();
    await ada.page.getByLabel('Your name').fill('Ada');
    await ada.page.getByLabel('E-mail').fill('ada@example.com');
    await ada.page.getByLabel('Password').fill('correct horse battery');
    await ada.page.getByLabel('Name of your workspace').fill('Acme');
    await ada.page.getByRole('button', { name: 'Create account' }).click();
    await ada.page.locator('fe-composer textarea').waitFor(patience);
    await ada.page.locator('fe-composer textarea').fill('Is anybody here?');
    await ada.page.locator('fe-composer textarea').press('Enter');
    await ada.page.locator('fe-message', { hasText: 'Is anybody here?' }).waitFor(patience);

    await ada.page.getByRole('button', { name: /Switch workspace/ }).click();
    await ada.page.getByRole('menuitem', { name: 'Invite people' }).click();
    const link = await ada.page.getByLabel('Invite link').inputValue();
    await ada.page.keyboard.press('Escape');

    const ben = await open(link);
    await ben.page.getByText('Ada invites you to Acme.').waitFor(patience);
    const create = ben.page.getByRole('button', { name: 'Create one' });
    if (await create.isVisible()) await create.click();
    await ben.page.getByLabel('Your name').fill('Ben');
    await ben.page.getByLabel('E-mail').fill('ben@example.com');
    await ben.page.getByLabel('Password').fill('correct horse battery');
    await ben.page.getByRole('button', { name: 'Create account' }).click();
    await ben.page.locator('fe-message', { hasText: 'Is anybody here?' }).waitFor(patience);
    await ben.page.locator('fe-composer textarea').fill('I am.');
    await ben.page.locator('fe-composer textarea').press('Enter');
    await ada.page.locator('fe-message', { hasText: 'I am.' }).waitFor(patience);
    assert.deepEqual([...ada.faults, ...ben.faults], []);
  });

  test('a reload finds whoever signed in still signed in', async () => {
    const { page } = await open(url);
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('fe-message', { hasText: 'I am.' }).waitFor(patience);
    await page.reload();
    await page.locator('fe-message', { hasText: 'I am.' }).waitFor(patience);
    assert.equal(await page.getByLabel('Password').count(), 0);
  });

  test('a page of an origin that is not allowed gets a reason instead of a chat', async () => {
    const port = await freePort();
    const stranger = await serveExample(port, chat.url);
    const { page } = await open(`http://127.0.0.1:${port}`);
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('This page is not allowed to use the workspace.').waitFor(patience);
    stranger.close();
  });
});
