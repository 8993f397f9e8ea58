import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { ServerProcess } from './server-process.ts';

describe('the page of the server', { skip: chromiumMissing() }, () => {
  let demo: ServerProcess;
  let browser: Browser;

  before(async () => {
    demo = await ServerProcess.start('demo');
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await demo.remove();
  });

  const readers = [
    { locale: 'en-GB', catalogues: [], direction: 'ltr', placeholder: /^Message / },
    { locale: 'de-AT', catalogues: ['de'], direction: 'ltr', placeholder: /^Nachricht an / },
    { locale: 'ar-EG', catalogues: ['ar'], direction: 'rtl', placeholder: /^رسالة إلى / },
  ] as const;
  for (const { locale, catalogues, direction, placeholder } of readers)
    test(`speaks to a reader of ${locale} in their language, and loads no other`, async () => {
      const context = await browser.newContext({ locale });
      const page = await context.newPage();
      const complaints: string[] = [];
      const loaded = new Set<string>();
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('request', (request) => {
        const language = /\/sdk\/(ar|de|es|fr|ja|zh)-[\w-]+\.js$/.exec(request.url())?.[1];
        if (language !== undefined) loaded.add(language);
      });
      await page.goto(demo.url);
      const input = page.locator('fe-composer textarea');
      await input.waitFor({ timeout: 20_000 });
      assert.match((await input.getAttribute('placeholder')) ?? '', placeholder);
      assert.equal(await page.locator('html').getAttribute('lang'), locale);
      assert.equal(
        await page.locator('fe-chat').evaluate((chat) => getComputedStyle(chat).direction),
        direction,
      );
      assert.deepEqual([...loaded], catalogues);
      assert.deepEqual(complaints, []);
      await context.close();
    });
});
