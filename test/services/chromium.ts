import { chromium, type Browser } from 'playwright-core';
import { findExecutable, installDebianPackages } from './executables.ts';

/** What Chromium needs to run as root and offline, without a display. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
];

/** `FECHATTER_CHROMIUM`, else from PATH, else freshly installed; `undefined` when there is none to be had. */
export function findChromium(): string | undefined {
  const find = (): string | undefined =>
    findExecutable(
      ['chromium', 'chromium-browser', 'google-chrome', 'Google Chrome'],
      ['/Applications/Google Chrome.app/Contents/MacOS'],
    );
  return (
    process.env['FECHATTER_CHROMIUM'] ??
    find() ??
    // The fonts let emoji, Arabic, Hebrew, Chinese, Japanese and Korean show as they should.
    (installDebianPackages('chromium', 'fonts-noto-core', 'fonts-noto-color-emoji', 'fonts-droid-fallback')
      ? find()
      : undefined)
  );
}

/** Why tests in Chromium cannot run here, for `test(name, { skip: chromiumMissing() }, ...)`. */
export function chromiumMissing(): string | false {
  return findChromium() === undefined ? 'there is no Chromium on this machine' : false;
}

/** Starts Chromium without a window, with more arguments if any are given. The caller closes it. */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium on this machine.');
  return chromium.launch({ executablePath, args: [...chromiumArguments, ...more] });
}
