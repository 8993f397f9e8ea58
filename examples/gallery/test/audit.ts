// What a state of the gallery is to those who do not see it, or see it otherwise.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { alone, Visits, type Visit } from './visits.ts';

const trees = join(import.meta.dirname, 'trees');

interface Look {
  readonly theme: string;
  readonly lang: string;
  /** What is looked for beside what always is. */
  readonly axe: RunOptions;
}

const looks: Readonly<Record<string, Look>> = {
  light: { theme: 'light', lang: 'en', axe: {} },
  dark: { theme: 'dark', lang: 'en', axe: {} },
  // Text of 7:1 (WCAG 1.4.6), where more contrast is promised.
  'high contrast': {
    theme: 'high-contrast',
    lang: 'en',
    axe: { rules: { 'color-contrast-enhanced': { enabled: true } } },
  },
  Arabic: { theme: 'light', lang: 'ar', axe: {} },
};
/** What is pressed is 24 px wide and high, or has so much room around it (WCAG 2.5.8). */
const targets: RunOptions = { runOnly: ['target-size'] };

export interface Findings {
  /** What is wrong, each in words; empty when nothing is. */
  readonly wrong: readonly string[];
  /** What assistive technology is told: roles, names and states. */
  readonly tree: string;
}

/** Somebody who goes through the gallery and looks for what keeps people out. */
export class Auditor {
  readonly #visits: Visits;

  private constructor(visits: Visits) {
    this.#visits = visits;
  }

  static async open(): Promise<Auditor> {
    return new Auditor(await Visits.begin());
  }

  close(): Promise<void> {
    return this.#visits.end();
  }

  async states(): Promise<string[]> {
    return (await this.#visits.states()).map(({ state }) => state);
  }

  audit(state: string): Promise<Visit<Findings>> {
    return this.#visits.state(
      state,
      { theme: 'light' },
      { viewport: { width: 1000, height: 640 } },
      async (page) => {
        const wrong = await moving(page);
        await page.evaluate(axe.source);
        // What is read is marked as read a moment later.
        await page.waitForTimeout(300);
        const tree = await treeOf(page);
        for (const [name, look] of Object.entries(looks)) {
          await dress(page, look);
          wrong.push(...(await violations(page, name, look.axe)));
        }
        await page.setViewportSize({ width: 320, height: 640 });
        await page.waitForTimeout(100);
        wrong.push(...(await tooWide(page)), ...(await violations(page, '320 px', targets)));
        return { tree, wrong };
      },
    );
  }
}

/** Messages before the last ones, of which each state has the same. */
const LAST_MESSAGES = 4;

async function treeOf(page: Page): Promise<string> {
  const side = page.locator('fe-chat .side:not([hidden])');
  const subject = (await alone(page)) ?? ((await side.count()) > 0 ? side : page.locator('body'));
  const lines = (await subject.ariaSnapshot()).split('\n');
  const messages = lines.flatMap((line, at) => (/^ *- '?article /.test(line) ? [at] : []));
  const first = messages[0];
  const kept = messages.at(-LAST_MESSAGES);
  if (first !== undefined && kept !== undefined)
    lines.splice(first, kept - first, ...(kept > first ? [`  # and ${messages.indexOf(kept)} more`] : []));
  return `${lines.join('\n')}\n`;
}

/** Whoever asks for less motion gets none. */
const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const roots: (Document | ShadowRoot)[] = [document];
    for (const root of roots)
      for (const { shadowRoot } of root.querySelectorAll('*'))
        if (shadowRoot !== null) roots.push(shadowRoot);
    return roots
      .flatMap((root) => root.getAnimations())
      .filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 1)
      .map(({ effect }) => `moves: ${(effect as KeyframeEffect).target?.className ?? ''}`);
  });

async function dress(page: Page, { theme, lang }: Look): Promise<void> {
  await page.evaluate(
    (look) => {
      const { documentElement } = document;
      documentElement.dataset['theme'] = look.theme;
      documentElement.lang = look.lang;
      documentElement.dir = look.lang === 'ar' ? 'rtl' : 'ltr';
      for (const element of document.querySelectorAll('fe-chat, .shelf > *'))
        element.setAttribute('theme', look.theme);
    },
    { theme, lang },
  );
  // A language is loaded when it is first shown.
  await page.waitForTimeout(lang === 'en' ? 50 : 250);
}

async function violations(page: Page, look: string, how: RunOptions): Promise<string[]> {
  const found = await page.evaluate(
    (options) =>
      (window as unknown as { axe: { run: (on: string, how: unknown) => Promise<AxeResults> } }).axe.run(
        'body > *',
        options,
      ),
    { resultTypes: ['violations'], ...how },
  );
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${look}: ${id}: ${html}\n${failureSummary ?? ''}`),
  );
}

/** At 320 px nothing has to be scrolled to the sides (WCAG 1.4.10). */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wrong: string[] = [];
    const look = (root: ParentNode): void => {
      for (const element of root.children) {
        const { left, right, width, height } = element.getBoundingClientRect();
        if (!element.checkVisibility({ visibilityProperty: true })) continue;
        const { overflowX, clipPath } = getComputedStyle(element);
        if (clipPath !== 'none' || (width <= 1 && height <= 1)) continue;
        if (left < -1 || right > innerWidth + 1)
          wrong.push(`too wide: ${element.localName}.${element.className}`);
        // What scrolls by itself, such as code, and what is cut off with dots may be as wide as it is.
        if (overflowX !== 'visible' && element.clientWidth > 0) continue;
        look(element);
        if (element.shadowRoot !== null) look(element.shadowRoot);
      }
    };
    look(document.body);
    return wrong;
  });

/** How what is told of a state differs from what was told before: null for not at all. */
export function treeDifference(state: string, tree: string): string | null {
  let before: string;
  try {
    before = readFileSync(join(trees, `${state}.yml`), 'utf8');
  } catch {
    return `There is no tree of ${state}: npm run gallery -- --trees ${state}`;
  }
  if (before === tree) return null;
  const had = new Set(before.split('\n'));
  const has = new Set(tree.split('\n'));
  const gone = [...had].filter((line) => !has.has(line)).map((line) => `- ${line}`);
  const come = [...has].filter((line) => !had.has(line)).map((line) => `+ ${line}`);
  return [`What is told of ${state} has changed:`, ...gone, ...come].join('\n');
}

/** Writes down anew what is told of states, to be read and committed: of those that are named, or of all. */
export async function keepTrees(states: readonly string[]): Promise<void> {
  if (states.length === 0) rmSync(trees, { recursive: true, force: true });
  mkdirSync(trees, { recursive: true });
  const auditor = await Auditor.open();
  try {
    for (const state of await auditor.states()) {
      if (states.length > 0 && !states.includes(state)) continue;
      const { result, faults } = await auditor.audit(state);
      for (const found of [...faults, ...result.wrong]) console.log(`${state}: ${found}`);
      writeFileSync(join(trees, `${state}.yml`), result.tree);
    }
  } finally {
    await auditor.close();
  }
}
