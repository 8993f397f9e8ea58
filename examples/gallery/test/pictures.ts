// Takes and compares pictures of the gallery.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants } from 'node:zlib';
import pixelmatch from 'pixelmatch';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { launchChromium } from '../../../test/services/chromium.ts';
import { serveGallery, type Gallery } from '../server.ts';

const baselines = join(import.meta.dirname, 'baselines');
/** Where what differs is put, for eyes. */
const findings = join(import.meta.dirname, '../../../.cache/gallery');

/** So many pixels of any square of 32 may differ, beyond the edges of letters: less than an icon, or a line. */
const TOLERANCE = { square: 32, pixels: 12 } as const;

const wide = { width: 720, height: 440 } as const;
const looks = {
  light: { viewport: wide, query: { theme: 'light' } },
  dark: { viewport: wide, query: { theme: 'dark' } },
  'high-contrast': { viewport: wide, query: { theme: 'high-contrast' } },
  arabic: { viewport: wide, query: { theme: 'light', lang: 'ar' } },
  phone: { viewport: { width: 360, height: 560 }, query: { theme: 'light' } },
} as const;
type Look = keyof typeof looks;

export interface Picture {
  readonly state: string;
  readonly look: Look;
}

export const nameOf = ({ state, look }: Picture): string => `${state}-${look}`;

/** A browser in front of the gallery. */
export class Studio {
  readonly #gallery: Gallery;
  readonly #browser: Browser;

  private constructor(gallery: Gallery, browser: Browser) {
    this.#gallery = gallery;
    this.#browser = browser;
  }

  static async open(): Promise<Studio> {
    const gallery = await serveGallery();
    // Letters are drawn as they are designed, whatever the settings of the machine.
    return new Studio(
      gallery,
      await launchChromium([
        '--font-render-hinting=none',
        '--disable-lcd-text',
        '--force-color-profile=srgb',
      ]),
    );
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#gallery.close();
  }

  /** Every picture that is compared, as the states have it. */
  async list(): Promise<Picture[]> {
    const page = await this.#browser.newPage();
    await page.goto(this.#gallery.url);
    const states = await page
      .locator('nav a')
      .evaluateAll((links) =>
        links.map((link) => [
          (link as HTMLAnchorElement).hash.slice(1),
          (link as HTMLElement).dataset['pictures'],
        ]),
      );
    await page.close();
    return states.flatMap(([state = '', which]) =>
      (Object.keys(looks) as Look[])
        .filter((look) => which === 'all' || which === look)
        .map((look) => ({
          state,
          look,
        })),
    );
  }

  /** Takes a picture of a state, and tells what went wrong in the page meanwhile. */
  async take({
    state,
    look,
  }: Picture): Promise<{ readonly png: Buffer; readonly faults: readonly string[] }> {
    const { viewport, query } = looks[look];
    const search = new URLSearchParams({ state, ...query }).toString();
    return this.#photograph(`state.html?${search}`, viewport, async (page) => {
      await page.locator(`html[data-ready="${state}"]`).waitFor({ state: 'attached', timeout: 20_000 });
      // What comes a moment later: skeletons, the line about the connection, presence.
      await page.waitForTimeout(250);
    });
  }

  /** Text and nothing else, by which a browser is known that draws letters in its own way. */
  async letters(): Promise<Buffer> {
    return (await this.#photograph('letters.html', { width: 400, height: 200 }, async () => undefined)).png;
  }

  async #photograph(
    address: string,
    viewport: { readonly width: number; readonly height: number },
    ready: (page: Page) => Promise<void>,
  ): Promise<{ readonly png: Buffer; readonly faults: readonly string[] }> {
    const context = await this.#browser.newContext({
      viewport,
      locale: 'en-US',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
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
      await ready(page);
      await page.evaluate(() => document.fonts.ready);
      // The placeholder of this field is an emoji, which every system draws in its own way.
      const mask = [page.locator('fe-profile .emoji')];
      // A dialog and a part that stands alone are looked at without what is around them.
      const alone = page.locator('dialog[open], .shelf:not(:empty)').last();
      const sitter = (await alone.count()) > 0 ? alone : page;
      const png = await sitter.screenshot({ animations: 'disabled', caret: 'hide', mask, maskColor: '#888' });
      return { png, faults };
    } finally {
      await context.close();
    }
  }
}

/** How much a picture differs from the one that was looked at: `null` for not at all, or a reason. */
export function difference(name: string, png: Buffer): string | null {
  const file = join(baselines, `${name}.png`);
  const before = readPicture(file);
  if (before === null) return `There is no ${file}: npm run gallery -- --pictures`;
  const after = PNG.sync.read(png);
  const { width, height } = before;
  if (after.width !== width || after.height !== height)
    return `${after.width} x ${after.height} px instead of ${width} x ${height} px`;
  const marked = new PNG({ width, height });
  const worst = pixelmatch(before.data, after.data, marked.data, width, height, {
    windowSize: TOLERANCE.square,
  });
  if (worst <= TOLERANCE.pixels) return null;
  mkdirSync(findings, { recursive: true });
  writeFileSync(join(findings, `${name}.png`), png);
  writeFileSync(join(findings, `${name}-difference.png`), PNG.sync.write(marked));
  return `${worst} pixels differ within ${TOLERANCE.square} x ${TOLERANCE.square}: see ${join(findings, name)}-difference.png`;
}

function readPicture(file: string): PNG | null {
  try {
    return PNG.sync.read(readFileSync(file));
  } catch {
    return null;
  }
}

/** The same picture in 32 shades of each colour, which no comparison notices, and half of the bytes. */
function smallPicture(png: Buffer): Buffer {
  const picture = PNG.sync.read(png);
  const { data } = picture;
  for (const [at, value] of data.entries()) if (at % 4 !== 3) data[at] = (value & 0b1111_1000) | (value >> 5);
  return PNG.sync.write(picture, {
    colorType: 2,
    filterType: 0,
    deflateLevel: 9,
    deflateStrategy: constants.Z_DEFAULT_STRATEGY,
  });
}

/** Takes pictures anew, to be looked at and committed: those of the states that are named, or all. */
export async function takeBaselines(states: readonly string[]): Promise<void> {
  if (states.length === 0) rmSync(baselines, { recursive: true, force: true });
  mkdirSync(baselines, { recursive: true });
  const studio = await Studio.open();
  let bytes = 0;
  const keep = (name: string, png: Buffer): void => {
    const file = join(baselines, `${name}.png`);
    writeFileSync(file, smallPicture(png));
    bytes += statSync(file).size;
  };
  try {
    keep('letters', await studio.letters());
    const pictures = (await studio.list()).filter(
      ({ state }) => states.length === 0 || states.includes(state),
    );
    for (const picture of pictures) {
      const { png, faults } = await studio.take(picture);
      for (const fault of faults) console.log(`${nameOf(picture)}: ${fault}`);
      keep(nameOf(picture), png);
    }
    console.log(`${pictures.length + 1} pictures, ${Math.round(bytes / 1_000)} kB`);
  } finally {
    await studio.close();
  }
}
