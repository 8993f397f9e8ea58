import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
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

const dialog = (page: Page): Locator => page.locator('fe-person-act');

const member = (page: Page, name: string): Locator =>
  page.locator('fe-members').getByRole('listitem').filter({ hasText: name });

/** Chooses from the menu of a member. */
async function chooseFor(page: Page, name: string, entry: string | RegExp): Promise<void> {
  await page
    .locator('fe-members')
    .getByRole('button', { name: `Actions for ${name}` })
    .click();
  await page.getByRole('menuitem', { name: entry }).click();
}

describe('keeping order, in the windows of a moderator and of a member', { skip: chromiumMissing() }, () => {
  let windows: DemoWindows;
  let ada: Page;
  let ben: Page;

  before(async () => {
    // What the server refuses the browser calls a failure.
    windows = await DemoWindows.start(/Failed to load resource/);
    ada = await windows.open('ada');
    ben = await windows.open('ben');
    for (const page of [ada, ben]) await openGeneral(page);
  });
  after(() => windows.close());

  test('a member who is muted cannot write, and can again when that is lifted', async () => {
    await say(ben, 'I AM VERY LOUD');
    await message(ada, 'I AM VERY LOUD').waitFor(patience);
    await composer(ben).fill('and louder');
    await chooseAt(ada, 'I AM VERY LOUD', 'Mute…');
    await dialog(ada).getByLabel('For how long').selectOption('1 hour');
    await dialog(ada).getByRole('button', { name: 'Save' }).click();
    await dialog(ada).waitFor(gone);

    await ben
      .locator('fe-composer')
      .getByText(/You are muted in #general until/)
      .waitFor(patience);
    assert.equal(await composer(ben).count(), 0);
    await ada.locator('fe-channel-header .members').click();
    await member(ada, 'Ben Lindqvist')
      .getByText(/Muted until/)
      .waitFor(patience);
    await chooseFor(ada, 'Ben Lindqvist', 'Lift mute');
    await composer(ben).waitFor(patience);
    assert.equal(await composer(ben).inputValue(), 'and louder');
    await composer(ben).press('Enter');
    await message(ada, 'and louder').waitFor(patience);
    await member(ada, 'Ben Lindqvist')
      .getByText(/Muted until/)
      .waitFor(gone);
  });

  test('what a member reports a moderator sees in its place, and removes', async () => {
    await say(ada, 'Ben is a nuisance');
    await message(ben, 'Ben is a nuisance').waitFor(patience);
    await chooseAt(ben, 'Ben is a nuisance', 'Report…');
    await dialog(ben).getByText('Only those who moderate this workspace will see it').waitFor(patience);
    await dialog(ben).getByLabel('Reason').selectOption('Harassment');
    await dialog(ben).getByLabel('Note').fill('In front of everybody.');
    await dialog(ben).getByRole('button', { name: 'Report', exact: true }).click();
    await dialog(ben).getByText('Reported. Thank you.').waitFor(patience);
    await dialog(ben).getByRole('button', { name: 'Close' }).click();

    await conversation(ada, /design/).click();
    await ada.locator('fe-workspace-switch').getByRole('button').first().click();
    await ada.getByRole('menuitem', { name: /Reports\s*1/ }).click();
    const report = ada.locator('fe-reports').getByRole('listitem');
    for (const text of [
      'Ada Okafor',
      'Harassment',
      'Ben is a nuisance',
      'Reported by Ben Lindqvist',
      'In front of everybody.',
    ])
      await report.getByText(text).first().waitFor(patience);
    await report.getByRole('button', { name: 'Go to message' }).click();
    await ada.locator('fe-message[highlighted]', { hasText: 'Ben is a nuisance' }).waitFor(patience);
    await report.getByRole('button', { name: 'Delete' }).click();
    await report.getByRole('button', { name: 'Undo' }).click();
    await report.getByRole('button', { name: 'Delete' }).click();
    await ada.locator('fe-reports').getByRole('button', { name: 'Close' }).click();
    await message(ben, 'Ben is a nuisance').waitFor(gone);
    await ada.locator('fe-workspace-switch').getByRole('button').first().click();
    await ada.getByRole('menuitem', { name: /^Reports\s*$/ }).waitFor(patience);
    await ada.keyboard.press('Escape');
  });

  test('who blocks somebody does not see them, and neither writes to the other until it is ended', async () => {
    await say(ada, 'A word in public');
    await message(ben, 'A word in public').waitFor(patience);
    await conversation(ben, /Ada Okafor/).click();
    await conversation(ada, /Ben Lindqvist/).click();
    await ben.locator('fe-channel-header fe-menu').getByRole('button').click();
    await ben.getByRole('menuitem', { name: 'Block Ada Okafor…' }).click();
    await dialog(ben).getByRole('button', { name: 'Block Ada Okafor' }).click();
    await ben.locator('fe-composer').getByText('You have blocked Ada Okafor.').waitFor(patience);
    await say(ada, 'Are you there?');
    await message(ada, 'One of you has blocked the other.').waitFor(patience);

    await conversation(ben, /general/).click();
    await ben.getByText('Message from somebody you blocked').first().waitFor(patience);
    assert.equal(await message(ben, 'A word in public').count(), 0);
    await ben.locator('fe-message').last().getByRole('button', { name: 'Show' }).click();
    await message(ben, 'A word in public').waitFor(patience);

    await conversation(ben, /Ada Okafor/).click();
    await ben.locator('fe-composer').getByRole('button', { name: 'Unblock' }).click();
    await composer(ben).waitFor(patience);
    await message(ada, 'Are you there?').getByRole('button', { name: 'Try again' }).click();
    await message(ben, 'Are you there?').waitFor(patience);
  });

  test('who is banned from a channel does not come back before the ban is lifted', async () => {
    await conversation(ada, /general/).click();
    await conversation(ben, /general/).click();
    await ada.locator('fe-channel-header .members').click();
    await chooseFor(ada, 'Ben Lindqvist', 'Remove and ban…');
    await dialog(ada).getByLabel('Reason').fill('Very loud');
    await dialog(ada).getByRole('button', { name: 'Remove and ban' }).click();
    await conversation(ben, /general/).waitFor(gone);
    await member(ada, 'Ben Lindqvist').waitFor(gone);

    await conversation(ben, /Browse channels/).click();
    const join = ben
      .getByRole('listitem')
      .filter({ hasText: 'general' })
      .getByRole('button', { name: /Join/ });
    await join.click();
    await ben.getByText('Whoever is banned from this channel cannot join it.').waitFor(patience);

    await ada.locator('fe-members').getByRole('button', { name: 'Banned people' }).click();
    await ada.locator('fe-bans').getByText('Very loud').waitFor(patience);
    await ada.locator('fe-bans').getByRole('button', { name: 'Lift ban Ben Lindqvist' }).click();
    await ada.locator('fe-bans').getByText('Nobody is banned.').waitFor(patience);
    await join.click();
    await message(ben, 'Two lines. I counted.').waitFor(patience);
  });

  test('neither page had a fault', () => {
    assert.deepEqual(windows.faults, []);
  });
});
