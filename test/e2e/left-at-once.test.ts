import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createChatClient, createMemoryStorage, type ChatClient, type Timeline } from '@fechatter/client-sdk';
import type { Browser, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { SdkPageHost } from './sdk-page-host.ts';
import { ServerProcess } from './server-process.ts';

const account = { email: 'ada@example.com', password: 'correct horse battery' };
const ROUNDS = 5;

describe('a page that is left in the moment in which it sends', { skip: chromiumMissing() }, () => {
  let pages: SdkPageHost;
  let server: ServerProcess;
  let device: ChatClient;
  let timeline: Timeline;
  let browser: Browser;
  let page: Page;

  before(async () => {
    pages = await SdkPageHost.start();
    server = await ServerProcess.start('serve', {
      FECHATTER_ORIGINS: pages.origin,
      FECHATTER_RATE_LIMITS: 'off',
    });
    device = createChatClient({ server: server.url, workspace: 'acme', storage: createMemoryStorage() });
    await device.auth.signUp({ ...account, name: 'Ada', workspace: { slug: 'acme', name: 'Acme' } });
    await device.connection.connect();
    const [general = ''] = device.store.get().channels.keys();
    timeline = device.channels.timeline(general);
    await timeline.open();
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(pages.url(server.url));
    await page.evaluate(`chat.signIn('${account.email}', '${account.password}')`);
  });
  after(async () => {
    await browser.close();
    device.dispose();
    pages.close();
    await server.remove();
  });

  const arrive = async (): Promise<void> => {
    await page.evaluate('chat.begin()');
    await page.evaluate('chat.live()');
  };
  const isThere = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const inVain = setTimeout(() => reject(new Error(`${text} did not come`)), 10_000);
      const look = (): void => {
        if (!timeline.store.get().items.some(({ message }) => message.text === text)) return;
        clearTimeout(inVain);
        stop();
        resolve();
      };
      const stop = timeline.store.subscribe(look);
      look();
    });

  test('loses nothing, though it is too busy to hear of its own database', async () => {
    await arrive();
    for (let round = 1; round <= ROUNDS; round += 1) {
      const loaded = page.waitForEvent('load');
      await page
        .evaluate(
          `{
            chat.send('round ${round}', 1);
            location.reload();
            setTimeout(() => {
              const end = performance.now() + 300;
              while (performance.now() < end);
            });
          }`,
        )
        // The page may be gone before it answers.
        .catch(() => undefined);
      await loaded;
      await page.waitForFunction('window.chat');
      await arrive();
      await isThere(`round ${round} 1`);
    }
    assert.equal(timeline.store.get().items.length, ROUNDS, 'and nothing twice');
  });
});
