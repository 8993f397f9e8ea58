import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createChatClient, type ChatClient, type Timeline } from '@fechatter/client-sdk';
import type { Browser, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { natsMissing, startNats, type RunningNats } from '../services/nats.ts';
import { ServerProcess } from './server-process.ts';

const patience = { timeout: 30_000 };

/** Tests elsewhere run the SDK from its source, and with it the whole NATS client. What is published has a part of that. */
describe(
  '<fe-chat> as it is published, on a server that offers NATS',
  {
    skip: natsMissing() || chromiumMissing(),
  },
  () => {
    let nats: RunningNats;
    let server: ServerProcess;
    let browser: Browser;
    let page: Page;
    let writer: ChatClient;
    let timeline: Timeline;
    /** What the page was told over NATS. */
    let heard = '';
    const faults: string[] = [];

    const shows = (text: string): Promise<void> =>
      page.locator('fe-message', { hasText: text }).waitFor(patience);

    before(async () => {
      nats = await startNats();
      server = await ServerProcess.start('demo', {
        NATS_URL: nats.url,
        FECHATTER_NATS_ACCOUNT: nats.account,
        FECHATTER_NATS_SIGNING_KEY: nats.signingKey,
        FECHATTER_NATS_WS_URL: nats.webSocketUrl,
      });
      browser = await launchChromium();
      page = await browser.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('websocket', (socket) => {
        if (socket.url().startsWith(nats.webSocketUrl))
          socket.on('framereceived', ({ payload }) => (heard += payload.toString()));
      });
      await page.goto(`${server.url}/?as=ben`);
      await page.locator('fe-channel-list').getByText('general', { exact: true }).first().click();
      writer = createChatClient({
        server: server.url,
        workspace: 'demo',
        auth: { kind: 'host', tokenUrl: `${server.url}/demo/token?as=ada` },
      });
      await writer.connection.connect();
      const general = [...writer.store.get().channels.values()].find(
        ({ channel }) => channel.name === 'general',
      );
      assert.ok(general);
      timeline = writer.channels.timeline(general.channel.id);
      await timeline.open();
    });
    after(async () => {
      writer.dispose();
      await browser.close();
      await server.remove();
      await nats.stop();
    });

    test('hears over NATS what others write', async () => {
      const end = performance.now() + patience.timeout;
      for (let count = 1; ; count += 1) {
        const text = `Number ${count} is out`;
        await timeline.send({ text });
        await shows(text);
        if (heard.includes(text)) break;
        assert.ok(performance.now() < end, 'nothing came over NATS');
      }
    });

    test('goes on without NATS when it is gone', async () => {
      await nats.kill();
      heard = '';
      await timeline.send({ text: 'Is anybody there?' });
      await shows('Is anybody there?');
      assert.equal(heard, '');
      assert.deepEqual(faults, []);
    });
  },
);
