import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { totalsReporter } from './scripts/browser-test-totals.mjs';
import { chromiumArguments, findChromium } from './test/services/chromium.ts';
import { firefoxLauncher } from './test/services/firefox-launcher.ts';

const {
  FECHATTER_TOTALS_FILE: totalsFile,
  FECHATTER_TEST_GREP: grep,
  FECHATTER_BROWSER: browser = 'chromium',
} = process.env;

const chromium = () =>
  playwrightLauncher({
    product: 'chromium',
    concurrency: 2,
    launchOptions: { executablePath: findChromium(), args: chromiumArguments },
  });

export default {
  rootDir: '.',
  files: ['packages/*/test/browser/**/*.test.ts'],
  nodeResolve: { exportConditions: ['fechatter:source', 'development', 'browser'] },
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: './tsconfig.browser-tests.json' })],
  browsers: [browser === 'firefox' ? firefoxLauncher() : chromium()],
  testFramework: { config: { timeout: '10000', ...(grep && { grep }) } },
  reporters: [defaultReporter(), ...(totalsFile ? [totalsReporter(totalsFile)] : [])],
};
