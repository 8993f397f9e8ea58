// A hundred thousand messages in real browsers: how soon the newest is there, whether the reader's place is kept, and
// whether it scrolls without a stutter or a hole. The same rows on the engines of TanStack Virtual and of
// @lit-labs/virtualizer are measured in the same run.
//
//   --chromium, --firefox   only in this one
//   --only LIST             only fechatter, tanstack or virtualizer
//   --scenario NAME         only open, prepend, append, grow, images, jump, fling or flood
import { chromiumBrowser, firefoxBrowser, type BenchBrowser, type BenchPage } from './measure/browsers.ts';
import { serveListPage } from './measure/list-page.ts';
import { flag, format, result, table } from './measure/report.ts';

const lists = ['fechatter', 'tanstack', 'virtualizer'] as const;
const scenarios = ['open', 'prepend', 'append', 'grow', 'images', 'jump', 'fling', 'flood'] as const;
const labels = { fechatter: '<fe-timeline>', tanstack: 'TanStack Virtual', virtualizer: 'lit-virtualizer' };

type ListName = (typeof lists)[number];
type Figures = Readonly<Record<string, number | null>>;

/** What is promised of the timeline. Places are compared to half a pixel, since rows may have parts of one. */
const targets: Readonly<Record<string, number>> = {
  'open: usual, ms': 60,
  'prepend: moved, px': 0.5,
  'append, following: from the end, px': 0.5,
  'append, reading: moved, px': 0.5,
  'grow, following: from the end, px': 0.5,
  'grow, reading: moved, px': 0.5,
  'late images: moved, px': 0.5,
  'jump: lost': 0,
  'fling: moved, px': 0.5,
  'fling: blank frames': 0,
  'fling: longest task, ms': 50,
  'fling: rows': 400,
  'flood: rows': 400,
  'flood: heap kept of 10,000 messages, kB': 1_000,
};

const choice = <T extends string>(name: string, all: readonly T[]): readonly T[] => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? all : all.filter((each) => each === process.argv[at + 1]);
};

const served = await serveListPage();

async function measure(browser: BenchBrowser, list: ListName, scenario: string): Promise<Figures> {
  const page = await browser.open(served.url);
  try {
    await page.evaluate('import("/page.js").then(() => null)');
    await page.evaluate(`prepare(${JSON.stringify(list)})`);
    if (scenario === 'flood') return await flood(page);
    if (scenario === 'fling') {
      await page.evaluate('measure("rest")');
      const { value, milliseconds } = await page.longestTask<Figures>('measure("fling")');
      return { ...value, ...(milliseconds !== null && { 'fling: longest task, ms': milliseconds }) };
    }
    return await page.evaluate<Figures>(`measure(${JSON.stringify(scenario)})`);
  } finally {
    await page.close();
  }
}

/** The server, which is in the page too, keeps what comes: what is asked is what the list keeps beside it. */
async function flood(page: BenchPage): Promise<Figures> {
  const heaps: (number | null)[] = [await page.heap()];
  await page.evaluate('store(10000)');
  heaps.push(await page.heap());
  // What an open list weighs is no growth.
  await page.evaluate('measure("full")');
  heaps.push(await page.heap());
  const figures = await page.evaluate<Figures>('measure("flood")');
  heaps.push(await page.heap());
  const [empty = null, stored = null, open = null, flooded = null] = heaps;
  if (empty === null || stored === null || open === null || flooded === null) return figures;
  const kept = flooded - open - (stored - empty);
  return { ...figures, 'flood: heap kept of 10,000 messages, kB': Math.max(0, kept / 1_000) };
}

const browsers = [
  ...(flag('firefox') && !flag('chromium') ? [] : [chromiumBrowser]),
  ...(flag('chromium') && !flag('firefox') ? [] : [firefoxBrowser]),
];
for (const start of browsers) {
  const browser = await start();
  if (typeof browser === 'string') {
    console.log(`Skipped: ${browser}.`);
    continue;
  }
  const chosen = choice('only', lists);
  const found = new Map<string, Map<ListName, number | null>>();
  for (const scenario of choice('scenario', scenarios)) {
    for (const list of chosen) {
      if (scenario === 'flood' && list !== 'fechatter') continue;
      for (const [metric, value] of Object.entries(await measure(browser, list, scenario))) {
        const row = found.get(metric) ?? new Map<ListName, number | null>();
        found.set(metric, row.set(list, value));
      }
    }
  }
  console.log(`${browser.name}: 100,000 messages in a view of 800 by 600 px`);
  const cell = (value: number | null | undefined): string =>
    value === undefined ? '' : value === null ? 'never' : format(value);
  table(
    ['', ...chosen.map((list) => labels[list])],
    [...found].map(([metric, row]) => [metric, ...chosen.map((list) => cell(row.get(list)))]),
  );
  for (const [metric, row] of found) {
    const value = row.get('fechatter');
    const target = targets[metric];
    if (value === undefined) continue;
    result({
      bench: 'list',
      metric: `${browser.name.split(' ')[0] ?? ''}, ${metric}`,
      value: value ?? Number.POSITIVE_INFINITY,
      unit: /, (ms|px|kB)$/.exec(metric)?.[1] ?? 'number',
      ...(target !== undefined && { target, most: true }),
    });
  }
  await browser.close();
}
served.close();
