import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { ServerProcess } from './server-process.ts';
import { until } from './until.ts';

/** For what a page has to show, or to show no more. */
export const patience = { timeout: 20_000 };
export const gone = { state: 'detached', timeout: 20_000 } as const;

export const conversation = (page: Page, name: string | RegExp): Locator =>
  page.locator('fe-channel-list').getByRole('button', { name }).first();
export const composer = (page: Page): Locator => page.locator('fe-composer textarea');
export const message = (page: Page, text: string): Locator => page.locator('fe-message', { hasText: text });

export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Chooses from the menu of a message. */
export async function chooseAt(page: Page, text: string, entry: string | RegExp): Promise<void> {
  const row = message(page, text);
  const more = row.getByRole('button', { name: 'More actions' });
  // What comes meanwhile may move the message away from under the pointer, and its buttons go with that.
  await until(`the menu of "${text}" is open`, async () => {
    await row.hover();
    return more.click({ timeout: 1_000 }).then(
      () => true,
      () => false,
    );
  });
  await page.getByRole('menuitem', { name: entry }).click();
}

/** The demo as a server of its own, and windows of its people in Chromium. */
export class DemoWindows {
  readonly server: ServerProcess;
  /** What has gone wrong in any of the windows. */
  readonly faults: string[] = [];
  readonly #browser: Browser;
  readonly #expected: RegExp | null;

  private constructor(server: ServerProcess, browser: Browser, expected: RegExp | null) {
    this.server = server;
    this.#browser = browser;
    this.#expected = expected;
  }

  /** @param expected - What browsers write into the console of these windows without a fault of theirs. */
  static async start(expected: RegExp | null = null): Promise<DemoWindows> {
    return new DemoWindows(await ServerProcess.start('demo'), await launchChromium(), expected);
  }

  /** The chat of one of the demo's people, in a browser that knows nothing of the others. */
  async open(person: string, width = 1280): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width, height: 800 } });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.faults.push(`${person}: ${error.message}`));
    page.on('console', (line) => {
      if (line.type() === 'error' && this.#expected?.test(line.text()) !== true)
        this.faults.push(`${person}: ${line.text()}`);
    });
    await page.goto(`${this.server.url}/?as=${person}`);
    return page;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.remove();
  }
}

/** Opens the channel in which everybody of the demo is. */
export async function openGeneral(page: Page): Promise<void> {
  await conversation(page, /general/).click();
  await message(page, 'Two lines. I counted.').waitFor(patience);
}
