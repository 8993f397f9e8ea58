import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { ServerProcess } from './server-process.ts';

const patience = { timeout: 20_000 };

describe('the demo page as an application', { skip: chromiumMissing() }, () => {
  let demo: ServerProcess;
  let browser: Browser;
  let context: BrowserContext;
  const complaints: string[] = [];

  before(async () => {
    demo = await ServerProcess.start('demo');
    browser = await launchChromium();
    context = await browser.newContext();
  });
  after(async () => {
    await browser.close();
    await demo.remove();
  });

  async function open(path = '/'): Promise<Page> {
    const page = await context.newPage();
    page.on('console', (message) => {
      // That there is no network is told as an error, too.
      if (message.type() === 'error' && !/ERR_CONNECTION|Failed to load resource/.test(message.text()))
        complaints.push(message.text());
    });
    await page.goto(demo.url + path);
    return page;
  }

  /** Whether the device has the page, and the view with this message in it. */
  const isKept = (page: Page, text: string): Promise<boolean> =>
    page.evaluate(async (wanted) => {
      const shell = await caches.open('fechatter-shell');
      const paths = (await shell.keys()).map(({ url }) => new URL(url).pathname);
      const name = (await indexedDB.databases()).find((each) =>
        each.name?.startsWith('fechatter-view:'),
      )?.name;
      if (name === undefined) return false;
      const done = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error ?? new Error('failed'));
        });
      const database = await done(indexedDB.open(name));
      const values: unknown[] = await done(database.transaction('values').objectStore('values').getAll());
      database.close();
      return (
        JSON.stringify(values).includes(wanted) &&
        paths.some((path) => path.startsWith('/sdk/fe-search')) &&
        ['/', '/page.js', '/page.css', '/sdk/fe-chat.js'].every((path) => paths.includes(path))
      );
    }, text);

  test('can be installed: a manifest with icons that are there, and a worker for the whole site', async () => {
    const page = await open();
    const session = await context.newCDPSession(page);
    const { errors, url } = await session.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    assert.equal(new URL(url).pathname, '/manifest.webmanifest');
    const manifest = (await (await fetch(url)).json()) as { icons: { src: string; type: string }[] };
    for (const { src, type } of manifest.icons) {
      const icon = await fetch(demo.url + src);
      assert.deepEqual([icon.status, icon.headers.get('content-type')], [200, type], src);
    }
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // What is missing is a window.
    assert.deepEqual(
      installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'),
      [],
    );
    await page.close();
  });

  test('opens without a server with what was seen last, takes messages, and sends them when it is back', async () => {
    const page = await open();
    const composer = page.locator('fe-composer textarea');
    await composer.waitFor(patience);
    await composer.fill('seen before the cut');
    await composer.press('Enter');
    for (const end = Date.now() + patience.timeout; !(await isKept(page, 'seen before the cut'));) {
      assert.ok(Date.now() < end, 'the page and its view are kept in time');
      await page.waitForTimeout(100);
    }
    await page.close();
    await demo.stop('SIGKILL');

    const offline = await open();
    await offline.locator('fe-composer textarea').waitFor(patience);
    await offline.locator('fe-message', { hasText: 'seen before the cut' }).waitFor(patience);
    // What was never opened before the cut is there, too: the search, of what the device holds.
    await offline.locator('fe-channel-header .seek').click();
    await offline.locator('fe-search input').fill('before the cut');
    await offline.locator('fe-search .option.message', { hasText: 'seen before the cut' }).waitFor(patience);
    await offline.locator('fe-search .notice', { hasText: 'what your device holds' }).waitFor(patience);
    await offline.locator('fe-composer textarea').fill('written on the way');
    await offline.locator('fe-composer textarea').press('Enter');
    await offline.locator('fe-message', { hasText: 'written on the way' }).waitFor(patience);
    await offline
      .getByText(/Offline/)
      .first()
      .waitFor(patience);

    await demo.start();
    const other = await open('/?as=ben');
    await other.locator('fe-message', { hasText: 'written on the way' }).waitFor({ timeout: 40_000 });
    assert.equal(await other.locator('fe-message', { hasText: 'written on the way' }).count(), 1);
    await Promise.all([offline.close(), other.close()]);
  });

  test('what is called of the server is never answered from what was kept', async () => {
    const page = await open();
    await page.locator('fe-composer textarea').waitFor(patience);
    const paths = await page.evaluate(async () => {
      const shell = await caches.open('fechatter-shell');
      return (await shell.keys()).map(({ url }) => new URL(url).pathname);
    });
    assert.ok(paths.length > 0);
    assert.deepEqual(
      paths.filter((path) => path.startsWith('/v1/') || path.startsWith('/demo/')),
      [],
    );
    await page.close();
  });

  test('nothing was forbidden by the strict policy of the page', () => {
    assert.deepEqual(complaints, []);
  });
});
