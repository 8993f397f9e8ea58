import { chromiumMissing, launchChromium } from '../../test/services/chromium.ts';
import { firefoxMissing, launchFirefox } from '../../test/services/firefox.ts';

/** A page in one of the browsers. */
export interface BenchPage {
  /** Evaluates an expression and waits for it. */
  evaluate<T>(expression: string): Promise<T>;
  /** Bytes of the JavaScript heap after a collection; null where the browser does not tell. */
  heap(): Promise<number | null>;
  close(): Promise<void>;
}

export interface BenchBrowser {
  readonly name: string;
  open(url: string): Promise<BenchPage>;
  close(): Promise<void>;
}

const view = { width: 1_000, height: 700 };

export async function chromiumBrowser(): Promise<BenchBrowser | string> {
  const missing = chromiumMissing();
  if (missing !== false) return missing;
  const browser = await launchChromium();
  return {
    name: `Chromium ${browser.version()}`,
    open: async (url) => {
      const page = await browser.newPage({ viewport: view });
      const devtools = await page.context().newCDPSession(page);
      await page.goto(url);
      return {
        evaluate: (expression) => page.evaluate(expression),
        heap: async () => {
          await devtools.send('HeapProfiler.collectGarbage');
          await devtools.send('HeapProfiler.collectGarbage');
          return (await devtools.send('Runtime.getHeapUsage')).usedSize;
        },
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}

export async function firefoxBrowser(): Promise<BenchBrowser | string> {
  const missing = firefoxMissing();
  if (missing !== false) return missing;
  const browser = await launchFirefox();
  return {
    name: `Firefox ${browser.version}`,
    open: async (url) => {
      const page = await browser.newPage(view);
      await page.goto(url);
      return {
        evaluate: (expression) => page.evaluate(expression),
        heap: () => Promise.resolve(null),
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}
