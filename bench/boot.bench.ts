// From opening the page to the first painted message, in Chromium, on the built packages and a server of its own: warm
// from what the device has (the page's files in the cache, the session and the last view in IndexedDB), cold with the
// session alone. Beside it, in the same rounds, the least that a page of its kind can do: a cached module that shows one
// value of IndexedDB.
//
//   --messages 300   in the channel that is opened
//   --rounds 15      of which the median counts
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChatClient, createMemoryStorage } from '@fechatter/client-sdk';
import type { Browser, BrowserContext } from 'playwright-core';
import { ServerProcess } from '../test/e2e/server-process.ts';
import { chromiumMissing, launchChromium } from '../test/services/chromium.ts';
import { median, option, percentile, result, table } from './measure/report.ts';

const messages = option('messages', 300);
const rounds = option('rounds', 15);
const TARGETS = { warm: 150, cold: 600 } as const;
const account = { email: 'ada@example.com', password: 'correct horse battery' };

/** In the page: notes when the first message was painted, in ms since the navigation. */
const watchFirstMessage = `{
  const find = () => document.querySelector('fe-chat')?.shadowRoot?.querySelector('fe-timeline')?.shadowRoot?.querySelector('fe-message');
  const look = () => {
    const text = find()?.shadowRoot?.textContent?.trim() ?? '';
    if (text === '') requestAnimationFrame(look);
    // What stands there in an animation frame is painted at its end.
    else setTimeout(() => (window.firstMessage = performance.now()));
  };
  requestAnimationFrame(look);
}`;

const barePage = {
  '/': [
    'text/html',
    '<!doctype html><title>Bare</title><body><script type="module" src="/bare.js"></script>',
  ],
  '/bare.js': [
    'text/javascript',
    `const request = indexedDB.open('bare');
    request.onupgradeneeded = () => request.result.createObjectStore('values').put('a message', 'text');
    request.onsuccess = () => {
      const read = request.result.transaction('values').objectStore('values').get('text');
      read.onsuccess = () => {
        document.body.append(read.result);
        requestAnimationFrame(() => setTimeout(() => (window.firstMessage = performance.now())));
      };
    };`,
  ],
} as const;

async function serveBarePage(): Promise<{ readonly url: string; close(): void }> {
  const host = createHttpServer(({ url }, response) => {
    const [type, text] = barePage[url === '/bare.js' ? url : '/'];
    response.writeHead(200, { 'content-type': type, 'cache-control': 'max-age=3600' }).end(text);
  });
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  return {
    url: `http://127.0.0.1:${(host.address() as AddressInfo).port}/`,
    close: () => {
      host.close();
      host.closeAllConnections();
    },
  };
}

async function seed(server: ServerProcess): Promise<void> {
  const client = createChatClient({ server: server.url, storage: createMemoryStorage() });
  await client.auth.signUp({ ...account, name: 'Ada', workspace: { slug: 'acme', name: 'Acme' } });
  await client.connection.connect();
  const [general = ''] = client.store.get().channels.keys();
  const timeline = client.channels.timeline(general);
  for (let number = 1; number <= messages; number += 1)
    await timeline.send({ text: `message ${number}, of the length that people give to what they say` });
  client.dispose();
}

async function open(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(url);
  const time = await page.waitForFunction(
    () => (globalThis as { firstMessage?: number }).firstMessage,
    null,
    {
      timeout: 20_000,
    },
  );
  const milliseconds = (await time.jsonValue()) ?? Number.NaN;
  // What is kept of the view is kept by then.
  await page.waitForTimeout(1_000);
  await page.close();
  return milliseconds;
}

async function newContext(browser: Browser, state?: Awaited<ReturnType<BrowserContext['storageState']>>) {
  const context = await browser.newContext(state && { storageState: state });
  await context.addInitScript(watchFirstMessage);
  return context;
}

async function signIn(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.locator('fe-message').first().waitFor({ timeout: 20_000 });
  await page.waitForTimeout(1_500);
  await page.close();
}

if (chromiumMissing() !== false) {
  console.log(String(chromiumMissing()));
  process.exit();
}
const server = await ServerProcess.start('serve', { FECHATTER_RATE_LIMITS: 'off' });
await seed(server);
const browser = await launchChromium();
const warm = await newContext(browser);
await signIn(warm, server.url);
const state = await warm.storageState({ indexedDB: true });
// The session is all that a cold start has.
for (const origin of state.origins as { indexedDB?: readonly { readonly name: string }[] }[])
  origin.indexedDB = origin.indexedDB?.filter(({ name }) => !/view|outbox|ahead/.test(name)) ?? [];

const bare = await serveBarePage();
const times = { warm: [] as number[], cold: [] as number[], bare: [] as number[] };
// The first visit leaves the value there.
await open(warm, bare.url);
for (let round = 0; round < rounds; round += 1) {
  times.warm.push(await open(warm, server.url));
  times.bare.push(await open(warm, bare.url));
  const cold = await newContext(browser, state);
  times.cold.push(await open(cold, server.url));
  await cold.close();
}

console.log(`From opening the page to the first painted message, ${browser.version()}, ${rounds} rounds`);
table(
  ['', 'median ms', 'p90 ms'],
  (['warm', 'cold', 'bare'] as const).map((start) => [
    start,
    median(times[start]),
    percentile(times[start], 90),
  ]),
);
for (const start of ['warm', 'cold'] as const)
  result({
    bench: 'boot',
    metric: `${start} start to the first painted message`,
    value: median(times[start]),
    unit: 'ms',
    target: TARGETS[start],
    most: true,
  });
result({
  bench: 'boot',
  metric: 'warm start, beside the least of pages',
  value: median(times.warm),
  unit: 'ms',
  reference: 'a cached module that shows one value of IndexedDB',
  referenceValue: median(times.bare),
});
await browser.close();
bare.close();
await server.remove();
process.exit();
