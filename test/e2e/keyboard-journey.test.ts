import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TimelineItem } from '@fechatter/client-sdk';
import { createLogger, createServer, type RunningServer } from '@fechatter/server-reference';
import type { Browser, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { freePort } from '../services/free-port.ts';

const PATIENCE_MS = 20_000;
/** The focus may be nowhere for so long, between a dialog that goes and what it leads to. */
const NOWHERE_MS = 2_000;

/** What has the focus, through all shadow roots: its element and what it is called. Null when nothing has it. */
interface Focused {
  readonly element: string;
  readonly name: string;
  /** Whether it can be seen: in the window, and not hidden. */
  readonly inSight: boolean;
}

/** Somebody who has a keyboard and no pointer. */
class Typist {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async focused(): Promise<Focused | null> {
    return this.page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement != null) active = active.shadowRoot.activeElement;
      if (!(active instanceof HTMLElement) || active === document.body) return null;
      const label = active instanceof HTMLInputElement ? active.labels?.[0]?.textContent : undefined;
      const box = active.getBoundingClientRect();
      return {
        element: active.localName,
        name: (active.ariaLabel ?? label ?? active.innerText).trim(),
        inSight: active.checkVisibility() && box.bottom > 0 && box.top < innerHeight,
      };
    });
  }

  /** Waits until something that can be seen has the focus, and tells what. */
  async held(step: string): Promise<Focused> {
    const end = Date.now() + NOWHERE_MS;
    for (;;) {
      const focused = await this.focused();
      if (focused?.inSight === true) return focused;
      if (Date.now() > end) assert.fail(`the focus is lost after: ${step} (${JSON.stringify(focused)})`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Waits until the focus is at something that is called so. */
  async at(element: string, name: RegExp, step: string): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const focused = await this.focused();
      if (focused?.element === element && name.test(focused.name) && focused.inSight) return;
      if (Date.now() > end) assert.fail(`after ${step} the focus is at ${JSON.stringify(focused)}`);
      await this.page.waitForTimeout(50);
    }
  }

  async press(key: string, step = key): Promise<void> {
    await this.page.keyboard.press(key);
    await this.held(step);
  }

  /** Goes on with Tab until the focus is at something that is called so. */
  async tabTo(name: RegExp): Promise<void> {
    for (let tabs = 0; tabs < 40; tabs += 1) {
      const focused = await this.focused();
      if (focused !== null && name.test(focused.name)) return;
      await this.page.keyboard.press('Tab');
    }
    assert.fail(`Tab does not lead to ${name.source}`);
  }

  async write(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Opens the palette and chooses from it. */
  async command(text: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.at('input', /A conversation, a person or a command/, 'Ctrl+K');
    await this.write(text);
    await this.page.locator('fe-palette [role=option][aria-selected=true]', { hasText: text }).waitFor();
    await this.press('Enter', `the command ${text}`);
  }

  /** Waits until a message is there, and on the server. */
  async sees(text: string): Promise<void> {
    const row = this.page.locator('fe-message', { hasText: text }).last();
    await row.waitFor({ timeout: PATIENCE_MS });
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const { delivery, change } = await row.evaluate(
        (element) => (element as unknown as { readonly item: TimelineItem }).item,
      );
      if (delivery.status === 'sent' && change === null) return;
      if (Date.now() > end) assert.fail(`"${text}" was not sent: ${JSON.stringify({ delivery, change })}`);
      await this.page.waitForTimeout(50);
    }
  }
}

describe('by keyboard alone', { skip: chromiumMissing() }, () => {
  let server: RunningServer;
  let browser: Browser;
  const faults: string[] = [];

  before(async () => {
    server = await createServer({
      port: await freePort(),
      dataFolder: null,
      logger: createLogger({ level: 'silent' }),
    });
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  test('one signs up, reads, writes, answers, edits, deletes, finds one’s way, and signs out, and the focus is never lost', async () => {
    const context = await browser.newContext({ viewport: { width: 1200, height: 760 }, locale: 'en-US' });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    const typist = new Typist(page);
    await page.goto(server.url);
    await page.getByLabel('E-mail').waitFor({ timeout: PATIENCE_MS });

    // Signs up, and is in the conversation that is open.
    await typist.tabTo(/^Create one$/);
    await typist.press('Enter', 'the way to sign up');
    await typist.tabTo(/^Your name/);
    await typist.write('Ada');
    await typist.tabTo(/^E-mail/);
    await typist.write('ada@example.com');
    await typist.tabTo(/^Password/);
    await typist.write('correct horse battery');
    await typist.tabTo(/^Name of your workspace/);
    await typist.write('Acme');
    await page.keyboard.press('Enter');
    await typist.at('button', /^general/, 'signing up');
    await typist.press('Enter', 'opening a channel');
    await typist.at('textarea', /^Message to #general/, 'opening a channel');

    // A new channel, by the palette.
    await typist.command('New channel');
    await typist.at('input', /^Name/, 'asking for a new channel');
    await typist.write('plans');
    await page.keyboard.press('Enter');
    await typist.at('textarea', /^Message to #plans/, 'making a channel');

    // Writes, reads and answers.
    await typist.write('First thought');
    await typist.press('Enter', 'sending');
    await typist.sees('First thought');
    await typist.write('Second thought');
    await typist.press('Enter', 'sending');
    await typist.sees('Second thought');
    await typist.press('Shift+F6', 'going to the messages');
    await typist.at('fe-message', /Second thought/, 'Shift+F6');
    await typist.press('ArrowUp', 'going up a message');
    await typist.at('fe-message', /First thought/, 'the arrow');
    await typist.press('r', 'answering');
    await typist.at('textarea', /^Message to #plans/, 'R');
    await typist.write('An answer');
    await typist.press('Enter', 'sending an answer');
    await typist.sees('An answer');

    // Edits the last message.
    await typist.press('ArrowUp', 'editing the last message');
    await typist.write(', changed');
    await typist.press('Enter', 'saving');
    await typist.sees('An answer, changed');

    // Deletes it, and takes that back; reads what keys there are.
    await typist.press('Shift+F6', 'going back to the message that one was at');
    await typist.at('fe-message', /First thought/, 'Shift+F6');
    await typist.press('End', 'going to the newest message');
    await typist.at('fe-message', /An answer, changed/, 'End');
    await typist.press('Delete', 'deleting');
    await page.getByText('Message deleted.').first().waitFor();
    await typist.press('Enter', 'going to what takes it back');
    await typist.at('button', /^Undo$/, 'Enter');
    await typist.press('Enter', 'taking it back');
    await typist.sees('An answer, changed');
    await typist.at('fe-message', /An answer, changed/, 'taking it back');
    await typist.press('?', 'asking for the keys');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await typist.press('Escape', 'closing the keys');
    await typist.at('fe-message', /An answer, changed/, 'closing the keys');
    await typist.press('Escape', 'leaving the messages');
    await typist.at('textarea', /^Message to #plans/, 'Escape');

    // Looks at the members, and comes back.
    await typist.command('Members');
    await typist.at('input', /Find a member/, 'opening the members');
    await typist.press('Escape', 'closing the members');
    await typist.at('textarea', /^Message to #plans/, 'closing the members');

    // Picks a channel in the list, and another of its menu.
    for (let panes = 0; panes < 4; panes += 1) {
      await typist.press('F6', 'F6');
      if ((await typist.focused())?.name === 'plans') break;
    }
    await typist.press('Tab', 'going to the menu of the channel');
    await typist.at('button', /^Actions for plans/, 'Tab');
    await typist.press('Enter', 'opening the menu');
    await typist.at('button', /Add to favourites/, 'opening the menu');
    await typist.press('Enter', 'adding to the favourites');
    await typist.at('button', /^plans/, 'adding to the favourites');
    await page.locator('fe-channel-list section').first().getByText('plans').waitFor();
    await typist.press('ArrowDown', 'going down the list');
    await typist.at('button', /^general/, 'the arrow');
    await typist.press('Enter', 'opening a channel');
    await typist.at('textarea', /^Message to #general/, 'opening a channel');

    // Sets a status.
    await typist.command('Your profile');
    await page.getByRole('dialog', { name: 'Your profile' }).waitFor();
    await typist.at('input', /^$/, 'opening the profile');
    await typist.write('At the desk');
    await typist.press('Enter', 'saving the profile');
    await page.locator('.me .status', { hasText: 'At the desk' }).waitFor();
    await typist.at('textarea', /^Message to #general/, 'saving the profile');

    // Signs out, and in again.
    await typist.command('Your profile');
    await typist.tabTo(/^Sign out$/);
    await page.keyboard.press('Enter');
    await typist.at('input', /^E-mail/, 'signing out');
    await typist.write('ada@example.com');
    await typist.tabTo(/^Password/);
    await typist.write('correct horse battery');
    await page.keyboard.press('Enter');
    await typist.at('button', /^general/, 'signing in again');
    assert.deepEqual(faults, []);
  });
});
