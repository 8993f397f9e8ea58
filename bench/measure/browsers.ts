import type { CDPSession } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../../test/services/chromium.ts';
import { firefoxMissing, launchFirefox } from '../../test/services/firefox.ts';

/** A page in one of the browsers. */
export interface BenchPage {
  /** Evaluates an expression and waits for it. */
  evaluate<T>(expression: string): Promise<T>;
  /** Bytes of the JavaScript heap after a collection; null where the browser does not tell. */
  heap(): Promise<number | null>;
  /**
   * Evaluates an expression, and tells how long the longest task of the page was meanwhile: in ms of CPU, so that it
   * does not matter what else the machine does; null where the browser does not tell.
   */
  longestTask<T>(expression: string): Promise<{ readonly value: T; readonly milliseconds: number | null }>;
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
        longestTask: async <T>(expression: string) => {
          const tasks = await traceTasks(devtools);
          const value = await page.evaluate<T>(expression);
          return { value, milliseconds: Math.max(0, ...(await tasks())) };
        },
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of CPU. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Begins to trace; the function that it gives ends that, and tells the CPU time of each task of the page, in ms. */
async function traceTasks(devtools: CDPSession): Promise<() => Promise<readonly number[]>> {
  const events: TraceEvent[] = [];
  devtools.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await devtools.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'] },
  });
  return async () => {
    const complete = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve));
    await devtools.send('Tracing.end');
    await complete;
    const mains = new Set(
      events
        .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid}:${tid}`),
    );
    return events
      .filter(({ name, pid, tid }) => name.endsWith('RunTask') && mains.has(`${pid}:${tid}`))
      .map(({ tdur = 0 }) => tdur / 1_000);
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
        longestTask: async <T>(expression: string) => ({
          value: await page.evaluate<T>(expression),
          milliseconds: null,
        }),
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}
