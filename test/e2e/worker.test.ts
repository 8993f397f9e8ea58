import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { ServerProcess } from './server-process.ts';

/** A chat without a page: what an application would run in a worker of its own. */
const source = `
import { createChatClient } from '@fechatter/client-sdk';

const client = createChatClient({
  server: location.origin,
  workspace: 'demo',
  auth: { kind: 'host', tokenUrl: '/demo/token?as=chiara' },
});
await client.connection.connect();
const general = [...client.store.get().channels.values()].find(({ channel }) => channel.name === 'general');
const timeline = client.channels.timeline(general.channel.id);
await timeline.open();
const message = await timeline.send({ text: 'Sent by a worker' });
client.dispose();
postMessage({ index: message.index, items: timeline.store.get().items.length, hasDocument: typeof document !== 'undefined' });
`;

describe('the SDK in a worker', { skip: chromiumMissing() }, () => {
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;

  before(async () => {
    server = await ServerProcess.start('demo');
    browser = await launchChromium();
    page = await browser.newPage();
    const bundle = await build({
      stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'js' },
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      conditions: ['fechatter:source', 'browser'],
    });
    const script = bundle.outputFiles[0]?.text ?? '';
    await page.route('**/worker-under-test.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: script }),
    );
    await page.route('**/empty-page', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Empty</title>' }),
    );
  });
  after(async () => {
    await browser.close();
    await server.remove();
  });

  test('signs in, follows and sends where there is no page', async () => {
    await page.goto(`${server.url}/empty-page`);
    const told = await page.evaluate(
      () =>
        new Promise<{ index: number; items: number; hasDocument: boolean }>((resolve, reject) => {
          const worker = new Worker('/worker-under-test.js', { type: 'module' });
          worker.onmessage = ({
            data,
          }: MessageEvent<{ index: number; items: number; hasDocument: boolean }>) => resolve(data);
          worker.onerror = (event) => reject(new Error(event.message));
        }),
    );
    assert.equal(told.hasDocument, false);
    assert.equal(told.index, 13);
    assert.ok(told.items >= 13);
  });
});
