import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createChatClient, createMemoryStorage, type ChatClient, type Timeline } from '@fechatter/client-sdk';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { freePort } from '../services/free-port.ts';
import { ServerProcess } from './server-process.ts';
import { until } from './until.ts';

const patience = { timeout: 20_000 };
const elements = join(import.meta.dirname, '..', '..', 'packages', 'elements', 'dist', 'cdn');
const account = { email: 'ada@example.com', password: 'correct horse battery' };

const composer = (page: Page): Locator => page.locator('fe-composer textarea');
const message = (page: Page, text: string): Locator => page.locator('fe-message', { hasText: text });

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
  await message(page, text).waitFor(patience);
}

/** A host of its own for the page and its script, so that the chat server can go while the page stays. */
async function servePage(port: number, chat: string): Promise<Server> {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chat</title><link rel="icon" href="data:,">
    <script type="module" src="/sdk/fe-chat.js"></script></head><body><fe-chat server="${chat}" style="height: 90vh"></fe-chat></body></html>`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (!pathname.startsWith('/sdk/')) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(html);
      return;
    }
    readFile(join(elements, basename(pathname))).then(
      (text) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(text),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Whether the device has kept this text: in the view, with the newest page of a timeline, or among what is to be sent. */
function isKept(page: Page, where: 'view' | 'outbox', text: string): Promise<boolean> {
  return page.evaluate(
    async ([kind, wanted]) => {
      const done = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error ?? new Error('failed'));
        });
      const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
      const name = names.find((candidate) => candidate.startsWith(`fechatter-${kind}:`));
      if (name === undefined) return false;
      const database = await done(indexedDB.open(name));
      const values: unknown[] = await done(database.transaction('values').objectStore('values').getAll());
      database.close();
      return values.length > (kind === 'view' ? 1 : 0) && JSON.stringify(values).includes(wanted);
    },
    [where, text] as const,
  );
}

describe('without a network, and in several tabs', { skip: chromiumMissing() }, () => {
  let server: ServerProcess;
  let pages: Server;
  let url: string;
  let browser: Browser;
  let context: BrowserContext;
  let reader: ChatClient;
  let timeline: Timeline;

  before(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = await ServerProcess.start('serve', { FECHATTER_ORIGINS: url });
    pages = await servePage(port, server.url);
    reader = createChatClient({ server: server.url, storage: createMemoryStorage() });
    await reader.auth.signUp({ ...account, name: 'Ada', workspace: { slug: 'acme', name: 'Acme' } });
    await reader.connection.connect();
    const [first] = reader.store.get().channels.keys();
    assert.ok(first);
    timeline = reader.channels.timeline(first);
    browser = await launchChromium();
    context = await browser.newContext();
  });
  after(async () => {
    reader.dispose();
    await browser.close();
    pages.close();
    await server.remove();
  });

  async function open(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }

  /** What the server has, from a text on. */
  async function sentSince(first: string): Promise<string[]> {
    await timeline.open().catch(() => undefined);
    const texts = timeline.store.get().items.map((item) => item.message.text);
    return texts.includes(first) ? texts.slice(texts.indexOf(first)) : [];
  }

  test('what is written without a server is there after a reload, and is sent once and in order when it is back', async () => {
    const page = await open();
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password').fill(account.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await composer(page).waitFor(patience);
    await say(page, 'before the cut');
    await until('the view is kept', () => isKept(page, 'view', 'before the cut'));
    await server.stop('SIGKILL');
    await say(page, 'written without a server');
    await say(page, 'and once more');
    await until('it is kept', () => isKept(page, 'outbox', 'and once more'));
    await page.reload();
    for (const text of ['before the cut', 'written without a server', 'and once more'])
      await message(page, text).waitFor(patience);
    await say(page, 'written after the reload');
    await server.start();
    const expected = [
      'before the cut',
      'written without a server',
      'and once more',
      'written after the reload',
    ];
    await until('all is sent', async () => (await sentSince('before the cut')).length >= expected.length);
    assert.deepEqual(await sentSince('before the cut'), expected);
    await page.close();
  });

  test('what one tab wrote without a server another one shows, and sends when the first is closed', async () => {
    const one = await open();
    await composer(one).waitFor(patience);
    const other = await open();
    await composer(other).waitFor(patience);
    await say(one, 'two tabs are open');
    await message(other, 'two tabs are open').waitFor(patience);
    await server.stop('SIGKILL');
    await say(one, 'left by a tab that is closed');
    await message(other, 'left by a tab that is closed').waitFor(patience);
    await one.close();
    await say(other, 'said in the one that stays');
    await server.start();
    const expected = ['two tabs are open', 'left by a tab that is closed', 'said in the one that stays'];
    await until('all is sent', async () => (await sentSince('two tabs are open')).length >= expected.length);
    assert.deepEqual(await sentSince('two tabs are open'), expected);
  });
});
