import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { firefoxMissing, launchFirefox } from '../services/firefox.ts';

/** A tab, as a test sees it that is the same in every browser. */
export interface Tab {
  /** Evaluates an expression, waits for it, and hands its value over as JSON does. */
  evaluate<T>(expression: string): Promise<T>;
  /** Ends it without a word to its page: the process of the tab dies where the browser lets that be done. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** A browser whose tabs share what it keeps. */
export interface AnyBrowser {
  open(url: string): Promise<Tab>;
  close(): Promise<void>;
}

async function chromium(): Promise<AnyBrowser> {
  const browser = await launchChromium();
  const context = await browser.newContext();
  return {
    open: async (url) => {
      const page = await context.newPage();
      await page.goto(url);
      return {
        evaluate: (expression) => page.evaluate(expression),
        kill: async () => {
          const devtools = await context.newCDPSession(page);
          const crashed = page.waitForEvent('crash');
          // Never answered: the one who should is gone.
          devtools.send('Page.crash').catch(() => undefined);
          await crashed;
        },
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}

async function firefox(): Promise<AnyBrowser> {
  const browser = await launchFirefox();
  return {
    open: async (url) => {
      const page = await browser.newPage();
      await page.goto(url);
      return {
        evaluate: (expression) => page.evaluate(expression),
        kill: () => page.close(),
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}

export const browsers = [
  { name: 'Chromium', missing: chromiumMissing, launch: chromium },
  { name: 'Firefox', missing: firefoxMissing, launch: firefox },
] as const;
