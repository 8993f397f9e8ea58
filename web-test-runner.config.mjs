import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { totalsReporter } from './scripts/browser-test-totals.mjs';
import { chromiumArguments, findChromium } from './test/services/chromium.ts';

const { FECHATTER_TOTALS_FILE: totalsFile, FECHATTER_TEST_GREP: grep } = process.env;

export default {
  rootDir: '.',
  files: ['packages/*/test/browser/**/*.test.ts'],
  nodeResolve: { exportConditions: ['fechatter:source', 'development', 'browser'] },
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: './tsconfig.browser-tests.json' })],
  browsers: [
    playwrightLauncher({
      product: 'chromium',
      concurrency: 2,
      launchOptions: { executablePath: findChromium(), args: chromiumArguments },
    }),
  ],
  testFramework: { config: { timeout: '10000', ...(grep && { grep }) } },
  reporters: [defaultReporter(), ...(totalsFile ? [totalsReporter(totalsFile)] : [])],
};
