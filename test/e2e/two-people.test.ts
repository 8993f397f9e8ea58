import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { ServerProcess } from './server-process.ts';

const patience = { timeout: 20_000 };

const conversation = (page: Page, name: string | RegExp): Locator =>
  page
    .locator('fe-channel-list')
    .getByRole('link', { name })
    .or(page.locator('fe-channel-list').getByRole('option', { name }))
    .or(page.locator('fe-channel-list').getByRole('button', { name }))
    .first();
const composer = (page: Page): Locator => page.locator('fe-composer textarea');
const message = (page: Page, text: string): Locator => page.locator('fe-message', { hasText: text });

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** The texts of a timeline as its reader sees them, from a message on. */
async function talkSince(page: Page, first: string): Promise<string[]> {
  const texts = await page
    .locator('fe-message')
    .evaluateAll((rows) =>
      rows.map((row) => (row as unknown as { item: { message: { text: string } } }).item.message.text),
    );
  return texts.slice(texts.indexOf(first));
}

async function until(what: string, check: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patience.timeout;
  while (!(await check())) {
    if (Date.now() > end) assert.fail(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('two people in two windows', { skip: chromiumMissing() }, () => {
  let server: ServerProcess;
  let browser: Browser;
  let ada: Page;
  let ben: Page;
  const faults: string[] = [];

  async function open(person: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(`${person}: ${error.message}`));
    page.on('console', (line) => {
      if (
        line.type() === 'error' &&
        !/ERR_CONNECTION|Failed to load resource|ERR_INCOMPLETE|ERR_EMPTY/.test(line.text())
      )
        faults.push(`${person}: ${line.text()}`);
    });
    await page.goto(`${server.url}/?as=${person}`);
    await conversation(page, /general/).click();
    await message(page, 'Two lines. I counted.').waitFor(patience);
    return page;
  }

  before(async () => {
    server = await ServerProcess.start('demo');
    browser = await launchChromium();
    ada = await open('ada');
    ben = await open('ben');
  });
  after(async () => {
    await browser.close();
    await server.remove();
  });

  test('what one sends the other sees, and sees who is typing', async () => {
    await composer(ada).pressSequentially('Did you see ');
    await ben.getByText(/Ada Okafor is typing/).waitFor(patience);
    await composer(ada).pressSequentially('the new build?');
    await composer(ada).press('Enter');
    await message(ben, 'Did you see the new build?').waitFor(patience);
    await say(ben, 'Just now. Looks good.');
    await message(ada, 'Just now. Looks good.').waitFor(patience);
  });

  test('an edit and a deletion reach the other window', async () => {
    await say(ada, 'We ship on Friay');
    await message(ben, 'We ship on Friay').waitFor(patience);
    await composer(ada).press('ArrowUp');
    await until(
      'the composer edits the last message',
      async () => (await composer(ada).inputValue()) === 'We ship on Friay',
    );
    await say(ada, 'We ship on Friday');
    await message(ben, 'We ship on Friday').waitFor(patience);
    assert.equal(await message(ben, 'We ship on Friay').count(), 0);

    await say(ada, 'This was a mistake');
    await message(ben, 'This was a mistake').waitFor(patience);
    const row = message(ada, 'This was a mistake');
    await row.hover();
    await row.getByRole('button', { name: 'More actions' }).click();
    await ada.getByRole('menuitem', { name: 'Delete' }).click();
    await until(
      'the text is gone for the other',
      async () => (await message(ben, 'This was a mistake').count()) === 0,
    );
  });

  test('a channel that one makes the other finds, joins, and reads', async () => {
    await ada.getByRole('button', { name: 'New channel' }).first().click();
    await ada.getByRole('textbox', { name: 'Name' }).fill('launch party');
    await ada.getByRole('button', { name: 'Create channel' }).click();
    await composer(ada).waitFor(patience);
    await until('the new channel is open', async () =>
      /launch party/.test((await composer(ada).getAttribute('aria-label')) ?? ''),
    );
    await say(ada, 'Who brings the cake?');

    await conversation(ben, /Browse channels/).click();
    const found = ben.getByRole('listitem').filter({ hasText: 'launch party' });
    await found.getByRole('button', { name: /Join/ }).click();
    await message(ben, 'Who brings the cake?').waitFor(patience);
    await say(ben, 'I do.');
    await message(ada, 'I do.').waitFor(patience);
    await say(ada, 'Then it is a party.');
    await ada.getByText('Seen by Ben Lindqvist').waitFor(patience);
  });

  test('a server that is killed and started again leaves both windows equal, nothing lost and nothing doubled', async () => {
    for (const page of [ada, ben]) {
      await conversation(page, /general/).click();
      await message(page, 'We ship on Friday').waitFor(patience);
    }
    await say(ada, 'before the cut');
    await message(ben, 'before the cut').waitFor(patience);
    await server.stop('SIGKILL');
    await say(ada, 'written without a server, one');
    await say(ada, 'written without a server, two');
    await say(ben, 'mine as well');
    await message(ada, 'written without a server, two').waitFor(patience);
    await server.start();

    for (const page of [ada, ben]) {
      for (const text of ['written without a server, one', 'written without a server, two', 'mine as well'])
        await message(page, text).waitFor({ timeout: 40_000 });
    }
    await until('both windows are equal', async () => {
      const [mine, theirs] = await Promise.all([
        talkSince(ada, 'before the cut'),
        talkSince(ben, 'before the cut'),
      ]);
      return mine.length === 4 && JSON.stringify(mine) === JSON.stringify(theirs);
    });
    const talk = await talkSince(ada, 'before the cut');
    assert.equal(new Set(talk).size, talk.length, 'a message is doubled');
    assert.ok(
      talk.indexOf('written without a server, one') < talk.indexOf('written without a server, two'),
      'one writer keeps the order',
    );
  });

  test('nothing went wrong in either page', () => {
    assert.deepEqual(faults, []);
  });
});
