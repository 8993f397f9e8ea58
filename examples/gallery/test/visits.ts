// Pages of the gallery in a real browser, at a time that stands still.
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { launchChromium } from '../../../test/services/chromium.ts';
import { serveGallery, type Gallery } from '../server.ts';

export interface Visit<T> {
  readonly result: T;
  /** What went wrong in the page meanwhile. */
  readonly faults: readonly string[];
}

export class Visits {
  readonly #gallery: Gallery;
  readonly #browser: Browser;

  private constructor(gallery: Gallery, browser: Browser) {
    this.#gallery = gallery;
    this.#browser = browser;
  }

  /** @param args - More arguments of the browser. */
  static async begin(args: readonly string[] = []): Promise<Visits> {
    return new Visits(await serveGallery(), await launchChromium([...args]));
  }

  async end(): Promise<void> {
    await this.#browser.close();
    this.#gallery.close();
  }

  /** All states, and in which looks they are compared. */
  async states(): Promise<readonly { readonly state: string; readonly pictures: string }[]> {
    const page = await this.#browser.newPage();
    await page.goto(this.#gallery.url);
    const states = await page.locator('nav a').evaluateAll((links) =>
      links.map((link) => ({
        state: (link as HTMLAnchorElement).hash.slice(1),
        pictures: (link as HTMLElement).dataset['pictures'] ?? '',
      })),
    );
    await page.close();
    return states;
  }

  /** Goes to a state, and does something there once it is shown. */
  state<T>(
    state: string,
    query: Readonly<Record<string, string>>,
    options: BrowserContextOptions,
    use: (page: Page) => Promise<T>,
  ): Promise<Visit<T>> {
    const search = new URLSearchParams({ state, ...query }).toString();
    return this.page(`state.html?${search}`, options, async (page) => {
      await page.locator(`html[data-ready="${state}"]`).waitFor({ state: 'attached', timeout: 20_000 });
      // What comes a moment later: skeletons, the line about the connection, presence.
      await page.waitForTimeout(250);
      return use(page);
    });
  }

  async page<T>(
    address: string,
    options: BrowserContextOptions,
    use: (page: Page) => Promise<T>,
  ): Promise<Visit<T>> {
    const context = await this.#browser.newContext({
      locale: 'en-US',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
      ...options,
    });
    try {
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await page.clock.setFixedTime(new Date('2026-05-14T13:00:00Z'));
      await page.goto(`${this.#gallery.url}${address}`);
      return { result: await use(page), faults };
    } finally {
      await context.close();
    }
  }
}

/** A dialog and a part that stands alone are looked at without what is around them; null where there is neither. */
export async function alone(page: Page): Promise<Locator | null> {
  const found = page.locator('dialog[open], .shelf:not(:empty)').last();
  return (await found.count()) > 0 ? found : null;
}
