import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createChatClient, type ChatClient, type Timeline } from '@fechatter/client-sdk';
import type { Browser, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { ServerProcess } from './server-process.ts';

const patience = { timeout: 20_000 };

describe('the SDK in Node and a person in a browser', { skip: chromiumMissing() }, () => {
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  let client: ChatClient;
  let timeline: Timeline;

  before(async () => {
    server = await ServerProcess.start('demo');
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(`${server.url}/?as=ben`);
    await page.locator('fe-channel-list').getByText('general', { exact: true }).first().click();

    client = createChatClient({
      server: server.url,
      workspace: 'demo',
      auth: { kind: 'host', tokenUrl: `${server.url}/demo/token?as=ada` },
    });
    await client.connection.connect();
    const general = [...client.store.get().channels.values()].find(
      ({ channel }) => channel.name === 'general',
    );
    assert.ok(general);
    timeline = client.channels.timeline(general.channel.id);
    await timeline.open();
  });
  after(async () => {
    client.dispose();
    await browser.close();
    await server.remove();
  });

  test('what the script sends the person sees, with its mention and its code', async () => {
    await timeline.send({ text: 'Sent by a *script*, with `code`' });
    const row = page.locator('fe-message', { hasText: 'Sent by a script' });
    await row.waitFor(patience);
    assert.equal(await row.locator('em').textContent(), 'script');
    assert.equal(await row.locator('code').first().textContent(), 'code');
  });

  test('what the person sends the script gets, once, as the next of the timeline', async () => {
    const before = timeline.store.get().items.at(-1)?.message.index ?? 0;
    const arrived = new Promise<string>((resolve) => {
      const stop = timeline.store.select(
        ({ items }) => items.at(-1)?.message,
        (message) => {
          if (message === undefined || message.index <= before) return;
          stop();
          resolve(message.text);
        },
      );
    });
    await page.locator('fe-composer textarea').fill('Sent by a person');
    await page.locator('fe-composer textarea').press('Enter');
    assert.equal(await arrived, 'Sent by a person');
    assert.equal(timeline.store.get().items.at(-1)?.message.index, before + 1);
  });

  test('the script sees that the person is there, and typing', async () => {
    const { me } = client.store.get();
    const people = client.store.get().users;
    const ben = [...people.values()].find(({ name }) => name === 'Ben Lindqvist');
    assert.ok(me && ben);
    const typing = new Promise<readonly string[]>((resolve) => {
      const stop = client.store.select(
        ({ channels }) => channels.get(timeline.channelId)?.typing ?? [],
        (ids) => {
          if (ids.length === 0) return;
          stop();
          resolve(ids);
        },
      );
    });
    await page.locator('fe-composer textarea').pressSequentially('hm');
    assert.deepEqual(await typing, [ben.id]);
    assert.equal(client.store.get().presence.get(ben.id), 'online');
  });
});
