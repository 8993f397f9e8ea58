import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { chromiumMissing } from '../services/chromium.ts';
import { DemoWindows, patience } from './demo-windows.ts';
import { until } from './until.ts';

const field = (page: Page): Locator => page.locator('fe-search input');
const results = (page: Page): Locator => page.locator('fe-search .option.message');
const active = (page: Page): Locator => page.locator('fe-search [aria-selected=true]');

/** What has the focus, through all shadow roots: its tag, its role and what it is called. */
const focused = (page: Page): Promise<{ tag: string; role: string; label: string; text: string }> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
    return {
      tag: element?.localName ?? '',
      role: element?.role ?? '',
      label: element?.ariaLabel ?? '',
      text: element?.textContent.trim() ?? '',
    };
  });

async function tabTo(page: Page, label: string): Promise<void> {
  for (let step = 0; step < 20; step += 1) {
    if ((await focused(page)).label === label) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${label}`);
}

/** The words that are marked where the messages are read. */
const marked = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...((CSS.highlights.get('fe-found') ?? []) as Iterable<Range>)].map((range) => range.toString()),
  );

/** Opens the search with nothing but keys, from a page that has just been opened. */
async function openSearch(page: Page): Promise<void> {
  for (let step = 0; step < 30; step += 1) {
    if (await page.evaluate(() => document.activeElement?.localName === 'fe-chat')) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Control+Shift+F');
  await until('the field has the focus', async () => (await focused(page)).role === 'combobox');
}

describe('the search, on the real server', { skip: chromiumMissing() }, () => {
  let windows: DemoWindows;

  async function open(person: string, width?: number): Promise<Page> {
    const page = await windows.open(person, width);
    await page.locator('fe-message').first().waitFor(patience);
    return page;
  }

  before(async () => {
    windows = await DemoWindows.start();
  });
  after(() => windows.close());

  test('goes by keyboard alone from a misspelt word to the message in its place, and back to the results', async () => {
    const page = await open('ada');
    await openSearch(page);
    await page.keyboard.type('imorter');
    await until('messages of several people are found', async () => (await results(page).count()) > 1);
    assert.match((await page.locator('fe-search .above').textContent()) ?? '', /spelt almost so/);

    await tabTo(page, 'From');
    await page.keyboard.press('Enter');
    await until('the menu is open', async () => (await focused(page)).role === 'menuitemradio');
    while (!(await focused(page)).text.startsWith('Ben Lindqvist')) await page.keyboard.press('ArrowDown');
    const counted = Number(/\d+$/.exec((await focused(page)).text)?.[0]);
    await page.keyboard.press('Enter');
    await until('as many are left as were counted', async () => (await results(page).count()) === counted);
    assert.equal(await field(page).inputValue(), 'imorter from:"Ben Lindqvist"');

    await until('the one that is meant is chosen', async () => {
      await page.keyboard.press('ArrowDown');
      return (await active(page).filter({ hasText: 'since last night' }).count()) === 1;
    });
    await page.keyboard.press('Enter');
    await until('the message has the focus', async () => (await focused(page)).tag === 'fe-message');
    assert.match((await focused(page)).label, /^Ben Lindqvist, .*Importer is done since last night/);
    const row = page.locator('fe-message:focus');
    const box = await row.boundingBox();
    const view = await page.locator('fe-timeline .scroller').boundingBox();
    assert.ok(box && view && box.y >= view.y && box.y + box.height <= view.y + view.height, 'in sight');
    assert.ok((await page.locator('fe-message').count()) > 5, 'with its surroundings');
    assert.deepEqual(await marked(page), ['Importer']);

    await page.keyboard.press('Escape');
    await until('the results are back', async () => (await focused(page)).role === 'combobox');
    assert.equal(await active(page).count(), 1, 'at the same result');
    assert.equal(await field(page).inputValue(), 'imorter from:"Ben Lindqvist"');
    await page.context().close();
  });

  test('opens another conversation at the message, on a phone in place of the results', async () => {
    const page = await open('ada', 380);
    await openSearch(page);
    await page.keyboard.type('tooltip');
    await until('it is found', async () => (await results(page).count()) === 1);
    await page.keyboard.press('Enter');
    await until('a result is chosen', async () => (await active(page).count()) === 1);
    await page.keyboard.press('Enter');
    await until('the message has the focus', async () => (await focused(page)).tag === 'fe-message');
    assert.match((await focused(page)).label, /Cut with an ellipsis, whole in the tooltip/);
    assert.deepEqual(await marked(page), ['tooltip']);
    assert.equal(await page.locator('fe-search').isVisible(), false);
    await page.keyboard.press('Escape');
    await until('the results are back', () => page.locator('fe-search').isVisible());
    await page.context().close();
  });

  test('keeps what was looked for, on every device of the person', async () => {
    const one = await open('chiara');
    await openSearch(one);
    await one.keyboard.type('contrast');
    await until('it is found', async () => (await results(one).count()) > 0);
    await one.keyboard.press('Enter');
    await tabTo(one, 'Save this search');
    await one.keyboard.press('Enter');
    await until('it is saved', async () => (await focused(one)).label === 'Remove from saved searches');
    const other = await open('chiara');
    await openSearch(other);
    await other.locator('fe-search .option.past', { hasText: 'contrast' }).waitFor(patience);
    await other.locator('fe-search .option.saved', { hasText: 'contrast' }).waitFor(patience);
    await one.context().close();
    await other.context().close();
  });

  test('finds nothing of a channel for whoever was removed from it, and takes away what it shows', async () => {
    const [ada, deniz] = [await open('ada'), await open('deniz')];
    await openSearch(deniz);
    await deniz.keyboard.type('tunnel');
    await until('it is found', async () => (await results(deniz).count()) > 0);

    await ada.locator('fe-channel-list .entry', { hasText: 'support' }).click();
    await ada.locator('fe-channel-header .members').click();
    const member = ada.locator('fe-members .person', { hasText: 'Deniz Kaya' });
    await member.getByRole('button', { name: 'Actions for Deniz Kaya' }).click();
    await ada.getByRole('menuitem', { name: 'Remove from channel' }).click();

    await until('nothing of it is shown', async () => (await results(deniz).count()) === 0);
    await deniz.locator('fe-search .empty', { hasText: 'Nothing found' }).waitFor(patience);
    await field(deniz).fill('tunne');
    await deniz.locator('fe-search .empty', { hasText: 'tunne' }).waitFor(patience);
    assert.equal(await deniz.locator('fe-search .option').count(), 0, 'no suggestion tells of it either');
    assert.equal(await deniz.locator('fe-search .facets').count(), 0, 'and no count');
    await ada.context().close();
    await deniz.context().close();
  });

  test('nothing on these pages has gone wrong', () => {
    assert.deepEqual(windows.faults, []);
  });
});
