import { launchFirefox, type Firefox, type FirefoxPage } from './firefox.ts';

/** The keys that stand for no character, as WebDriver writes them (https://w3c.github.io/webdriver/#keyboard-actions). */
const KEYS: Readonly<Record<string, string>> = {
  Alt: '\uE00A',
  ArrowDown: '\uE015',
  ArrowLeft: '\uE012',
  ArrowRight: '\uE014',
  ArrowUp: '\uE013',
  Backspace: '\uE003',
  Control: '\uE009',
  Delete: '\uE017',
  End: '\uE010',
  Enter: '\uE007',
  Escape: '\uE00C',
  F6: '\uE036',
  Home: '\uE011',
  Meta: '\uE03D',
  PageDown: '\uE00F',
  PageUp: '\uE00E',
  Shift: '\uE008',
  Tab: '\uE004',
};

/**
 * Starts Web Test Runner's pages in the Firefox of this machine. The Firefox of Playwright is one of its own, which has
 * to be downloaded from elsewhere; so this calls itself Playwright, and a page has what the runner's commands for keys
 * and the mouse call of one of Playwright's.
 */
export function firefoxLauncher(): object {
  const pages = new Map<string, FirefoxPage>();
  let firefox: Promise<Firefox> | undefined;
  return {
    name: 'Firefox',
    type: 'playwright',
    // The focus is where one types: there is one in all of Firefox.
    concurrency: 1,
    isActive: (id: string) => pages.has(id),
    getBrowserUrl: () => undefined,
    getPage: (id: string) => commandsOf(pages.get(id)),
    startSession: async (id: string, url: string) => {
      const page = await (await (firefox ??= launchFirefox())).newPage({ width: 1_280, height: 800 });
      pages.set(id, page);
      await page.goto(url);
    },
    stopSession: async (id: string) => {
      await pages.get(id)?.close();
      pages.delete(id);
      return {};
    },
    stop: async () => {
      await (await firefox)?.close();
    },
  };
}

interface Button {
  readonly button?: 'left' | 'middle' | 'right';
}

function commandsOf(page: FirefoxPage | undefined): object {
  const perform = async (source: object, actions: readonly object[]): Promise<void> => {
    await page?.perform([{ ...source, actions }]);
  };
  const keys = (actions: readonly object[]): Promise<void> =>
    perform({ type: 'key', id: 'keyboard' }, actions);
  const mouse = (actions: readonly object[]): Promise<void> =>
    perform({ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' } }, actions);
  const down = (key: string): object => ({ type: 'keyDown', value: KEYS[key] ?? key });
  const up = (key: string): object => ({ type: 'keyUp', value: KEYS[key] ?? key });
  const pointer = (type: 'pointerDown' | 'pointerUp', { button = 'left' }: Button = {}): object => ({
    type,
    button: ['left', 'middle', 'right'].indexOf(button),
  });
  const move = (x: number, y: number): object => ({
    type: 'pointerMove',
    x: Math.round(x),
    y: Math.round(y),
  });
  return {
    keyboard: {
      type: (text: string) => keys(Array.from(text).flatMap((character) => [down(character), up(character)])),
      /** One key, or several that are held down together: `Shift+Enter`. */
      press: (combination: string) => {
        const held = combination.split('+');
        return keys([...held.map(down), ...held.toReversed().map(up)]);
      },
      down: (key: string) => keys([down(key)]),
      up: (key: string) => keys([up(key)]),
    },
    mouse: {
      move: (x: number, y: number) => mouse([move(x, y)]),
      down: (options?: Button) => mouse([pointer('pointerDown', options)]),
      up: (options?: Button) => mouse([pointer('pointerUp', options)]),
      click: (x: number, y: number, options?: Button) =>
        mouse([move(x, y), pointer('pointerDown', options), pointer('pointerUp', options)]),
    },
  };
}
