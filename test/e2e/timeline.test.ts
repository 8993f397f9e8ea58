import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { serveListPage } from '../../bench/measure/list-page.ts';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { firefoxMissing, launchFirefox, type Firefox } from '../services/firefox.ts';

/** A page with a timeline of 100,000 messages, and hands for it. */
interface Opened {
  evaluate<T>(expression: string): Promise<T>;
  /** Presses at one point, moves to another and lets go. */
  drag(from: Point, to: Point): Promise<void>;
  copy(): Promise<void>;
  close(): Promise<void>;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const view = { width: 1_000, height: 700 };

function inChromium(page: Page): Opened {
  return {
    evaluate: (expression) => page.evaluate(expression),
    drag: async (from, to) => {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(to.x, to.y, { steps: 12 });
      await page.mouse.up();
    },
    copy: () => page.keyboard.press('Control+C'),
    close: () => page.close(),
  };
}

async function inFirefox(firefox: Firefox, url: string): Promise<Opened> {
  const page = await firefox.newPage(view);
  await page.goto(url);
  const control = '\uE009';
  return {
    evaluate: (expression) => page.evaluate(expression),
    drag: ({ x, y }, to) =>
      page.perform([
        {
          type: 'pointer',
          id: 'mouse',
          parameters: { pointerType: 'mouse' },
          actions: [
            { type: 'pointerMove', x, y },
            { type: 'pointerDown', button: 0 },
            { type: 'pointerMove', x: to.x, y: (y + to.y) >> 1, duration: 80 },
            { type: 'pointerMove', ...to, duration: 80 },
            { type: 'pointerUp', button: 0 },
          ],
        },
      ]),
    copy: () =>
      page.perform([
        {
          type: 'key',
          id: 'keyboard',
          actions: [
            { type: 'keyDown', value: control },
            { type: 'keyDown', value: 'c' },
            { type: 'keyUp', value: 'c' },
            { type: 'keyUp', value: control },
          ],
        },
      ]),
    close: () => page.close(),
  };
}

/** The rows, as an expression in the page. */
const ROWS = `[...document.querySelector('fe-timeline').shadowRoot.querySelectorAll('fe-message')]`;
const SCROLLER = `document.querySelector('fe-timeline').shadowRoot.querySelector('.scroller')`;

const browsers = [
  {
    name: 'Chromium',
    skip: chromiumMissing(),
    launch: async () => {
      const browser = await launchChromium();
      return {
        open: async (url: string) => {
          const page = await browser.newPage({ viewport: view });
          await page.goto(url);
          return inChromium(page);
        },
        close: () => browser.close(),
      };
    },
  },
  {
    name: 'Firefox',
    skip: firefoxMissing(),
    launch: async () => {
      const firefox = await launchFirefox();
      return { open: (url: string) => inFirefox(firefox, url), close: () => firefox.close() };
    },
  },
];

let served: Awaited<ReturnType<typeof serveListPage>>;
before(async () => {
  served = await serveListPage();
});
after(() => {
  served.close();
});

for (const { name, skip, launch } of browsers) {
  describe(`a timeline of 100,000 messages in ${name}`, { skip }, () => {
    let browser: Awaited<ReturnType<typeof launch>>;
    before(async () => {
      browser = await launch();
    });
    after(async () => {
      await browser.close();
    });

    const withTimeline = async (use: (page: Opened) => Promise<void>): Promise<void> => {
      const page = await browser.open(served.url);
      try {
        await page.evaluate('import("/page.js").then(() => prepare("fechatter"))');
        await use(page);
      } finally {
        await page.close();
      }
    };

    for (const scenario of ['prepend', 'append', 'grow', 'images', 'fling'])
      test(`keeps the place of its reader: ${scenario}`, () =>
        withTimeline(async (page) => {
          if (scenario === 'fling') await page.evaluate('measure("rest")');
          const figures = await page.evaluate<Record<string, number>>(`measure("${scenario}")`);
          for (const [metric, value] of Object.entries(figures)) {
            if (metric.endsWith(', px')) assert.ok(value <= 0.5, `${metric} is ${value}`);
            if (metric.endsWith(': blank frames')) assert.equal(value, 0, metric);
            if (metric.endsWith(': rows')) assert.ok(value > 0 && value <= 400, `${metric} is ${value}`);
          }
        }));

    test('reaches any message, and is back at the newest', () =>
      withTimeline(async (page) => {
        const figures = await page.evaluate<Record<string, number>>('measure("jump")');
        assert.equal(figures['jump: lost'], 0);
      }));

    test('lets text be selected over several messages by the pointer, and copied with names and times', () =>
      withTimeline(async (page) => {
        await page.evaluate('measure("rest")');
        const [from, to] = await page.evaluate<readonly [Point, Point]>(`(() => {
          const bodies = ${ROWS}
            .map((row) => row.shadowRoot.querySelector('.body').getBoundingClientRect())
            .filter(({ top, bottom }) => top > 60 && bottom < 590);
          const [first, last] = [bodies[0], bodies.at(-1)];
          return [{ x: Math.round(first.left) + 2, y: Math.round(first.top) + 8 }, { x: Math.round(last.left) + 60, y: Math.round(last.top) + 8 }];
        })()`);
        await page.evaluate(`(() => {
          document.addEventListener('copy', (event) => { globalThis.copied = event.clipboardData.getData('text/plain'); });
        })()`);
        await page.drag(from, to);
        await page.copy();
        const copied = await page.evaluate<string>('globalThis.copied');
        const authors = copied.match(/^Person \d+, .+\d{4}/gm) ?? [];
        assert.ok(authors.length > 2, copied);
      }));
  });
}

describe('a timeline under a finger, in Chromium', { skip: chromiumMissing() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
  });

  test('is left alone from the touch until a fling has come to rest, and then goes on', async () => {
    const page = await browser.newPage({ viewport: { width: 800, height: 600 }, hasTouch: true });
    await page.goto(served.url);
    await page.evaluate('import("/page.js").then(() => prepare("fechatter"))');
    await page.evaluate('measure("rest")');
    await page.evaluate(`(() => {
      const scroller = ${SCROLLER};
      const topOf = (id) => ${ROWS}.find((row) => row.dataset.id === id).getBoundingClientRect().top;
      globalThis.seen = { first: new Set(), moved: 0, top: scroller.scrollTop, shift: null };
      scroller.addEventListener('scroll', () => {
        const { scrollTop } = scroller;
        // More than a finger moves it in one frame: the correction for what was put above, once all is at rest.
        if (Math.abs(scrollTop - seen.top) > 300) seen.shift ??= Math.abs(topOf(seen.read) - seen.readTop);
        else if (seen.shift === null) {
          seen.moved += 1;
          seen.first.add(${ROWS}[0].dataset.id);
          seen.read = ${ROWS}.find((row) => row.getBoundingClientRect().top > 100).dataset.id;
          seen.readTop = topOf(seen.read);
        }
        seen.top = scrollTop;
      }, { passive: true });
    })()`);
    const devtools = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number): Promise<unknown> =>
      devtools.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: y === undefined ? [] : [{ x: 400, y }],
      });
    await touch('touchStart', 120);
    for (let step = 1; step <= 14; step += 1) {
      await touch('touchMove', 120 + step * 32);
      await page.waitForTimeout(12);
    }
    await touch('touchEnd');
    await page.waitForFunction('seen.shift !== null');
    const seen = await page.evaluate<{
      readonly moved: number;
      readonly first: number;
      readonly shift: number;
    }>('({ ...seen, first: seen.first.size })');
    assert.ok(seen.moved > 3, `it scrolled: ${seen.moved}`);
    assert.equal(seen.first, 1, 'nothing was put above while it moved');
    assert.ok(seen.shift <= 0.5, `what was read moved by ${seen.shift}`);
    await page.close();
  });
});
