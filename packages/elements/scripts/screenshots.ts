// Takes the pictures of the demo workspace that the documentation shows: `npm run build`, then
// `node_modules/.bin/node packages/elements/scripts/screenshots.ts`.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ServerProcess } from '../../../test/e2e/server-process.ts';
import { launchChromium } from '../../../test/services/chromium.ts';
import { root } from '../../../scripts/repository.ts';

const folder = join(root, 'docs/images');
const pictures = [
  { name: 'demo-light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'demo-dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'demo-phone', width: 390, height: 800, colorScheme: 'light' },
  { name: 'search-light', width: 1280, height: 800, colorScheme: 'light', search: 'imorter' },
  { name: 'search-dark', width: 1280, height: 800, colorScheme: 'dark', search: 'imorter' },
  { name: 'search-phone', width: 390, height: 800, colorScheme: 'light', search: 'imorter' },
] as const;

mkdirSync(folder, { recursive: true });
const server = await ServerProcess.start('demo');
const browser = await launchChromium();
try {
  for (const { name, width, height, colorScheme, ...more } of pictures) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
    await page.goto(`${server.url}/?as=ada`);
    await page.locator('fe-message').last().waitFor();
    // The line above the chat belongs to the demo page, which allows no style from elsewhere.
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('body > :not(fe-chat) { display: none } fe-chat { block-size: 100vh }');
      document.adoptedStyleSheets.push(sheet);
    });
    if ('search' in more) {
      await page.locator('fe-channel-header .seek').click();
      await page.locator('fe-search input').fill(more.search);
      await page.locator('fe-search .option.message').first().waitFor();
      await page.keyboard.press('Enter');
    }
    // Presence comes a moment after the messages.
    await page.waitForTimeout(1_500);
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, animations: 'disabled' });
    console.log(`${name}.png: ${String(Math.ceil(statSync(path).size / 1_000))} kB`);
    await page.close();
  }
} finally {
  await browser.close();
  await server.remove();
}
