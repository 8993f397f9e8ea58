// Takes and compares pictures of the gallery.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants } from 'node:zlib';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { alone, Visits, type Visit } from './visits.ts';

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
  'forced-colors': { viewport: wide, query: { theme: 'light' }, forcedColors: 'active' },
} as const;
type Look = keyof typeof looks;

export interface Picture {
  readonly state: string;
  readonly look: Look;
}

export const nameOf = ({ state, look }: Picture): string => `${state}-${look}`;

/** A browser in front of the gallery. */
export class Studio {
  readonly #visits: Visits;

  private constructor(visits: Visits) {
    this.#visits = visits;
  }

  static async open(): Promise<Studio> {
    // Letters are drawn as they are designed, whatever the settings of the machine.
    return new Studio(
      await Visits.begin(['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb']),
    );
  }

  close(): Promise<void> {
    return this.#visits.end();
  }

  /** Every picture that is compared, as the states have it. */
  async list(): Promise<Picture[]> {
    return (await this.#visits.states()).flatMap(({ state, pictures }) =>
      (Object.keys(looks) as Look[])
        .filter((look) => pictures === 'all' || pictures === look)
        .map((look) => ({ state, look })),
    );
  }

  /** Takes a picture of a state, and tells what went wrong in the page meanwhile. */
  async take({ state, look }: Picture): Promise<Visit<Buffer>> {
    const { query, ...options } = looks[look];
    return this.#visits.state(state, query, options, photograph);
  }

  /** Text and nothing else, by which a browser is known that draws letters in its own way. */
  async letters(): Promise<Buffer> {
    const viewport = { width: 400, height: 200 };
    return (await this.#visits.page('letters.html', { viewport }, photograph)).result;
  }
}

async function photograph(page: Page): Promise<Buffer> {
  await page.evaluate(() => document.fonts.ready);
  // The placeholder of this field is an emoji, which every system draws in its own way.
  const mask = [page.locator('fe-profile .emoji')];
  const sitter = (await alone(page)) ?? page;
  return sitter.screenshot({ animations: 'disabled', caret: 'hide', mask, maskColor: '#888' });
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
      const { result: png, faults } = await studio.take(picture);
      for (const fault of faults) console.log(`${nameOf(picture)}: ${fault}`);
      keep(nameOf(picture), png);
    }
    console.log(`${pictures.length + 1} pictures, ${Math.round(bytes / 1_000)} kB`);
  } finally {
    await studio.close();
  }
}
