import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { chromiumMissing } from '../services/chromium.ts';
import {
  chooseAt,
  composer,
  conversation,
  DemoWindows,
  gone,
  message,
  openGeneral,
  patience,
  say,
} from './demo-windows.ts';
import { until } from './until.ts';

/** The texts of a timeline as its reader sees them, from a message on. */
async function talkSince(page: Page, first: string): Promise<string[]> {
  const texts = await page
    .locator('fe-message')
    .evaluateAll((rows) =>
      rows.map((row) => (row as unknown as { item: { message: { text: string } } }).item.message.text),
    );
  return texts.slice(texts.indexOf(first));
}

describe('two people in two windows', { skip: chromiumMissing() }, () => {
  let windows: DemoWindows;
  let ada: Page;
  let ben: Page;

  before(async () => {
    windows = await DemoWindows.start(/Failed to load resource/);
    ada = await windows.open('ada');
    ben = await windows.open('ben');
    for (const page of [ada, ben]) await openGeneral(page);
  });
  after(() => windows.close());

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
    await chooseAt(ada, 'This was a mistake', 'Delete');
    await message(ben, 'This was a mistake').waitFor(gone);
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
    await windows.server.stop('SIGKILL');
    await say(ada, 'written without a server, one');
    await say(ada, 'written without a server, two');
    await say(ben, 'mine as well');
    await message(ada, 'written without a server, two').waitFor(patience);
    await windows.server.start();

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
    assert.deepEqual(windows.faults, []);
  });
});
