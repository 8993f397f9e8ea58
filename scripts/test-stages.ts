import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../test/services/chromium.ts';
import { findFirefox } from '../test/services/firefox.ts';
import { findPostgres, startPostgres } from '../test/services/postgres.ts';
import { runNode } from './child-process.ts';
import { checkCode } from './code-checks.ts';
import { checkPackages } from './package-checks.ts';
import { findFiles, root, toolScript } from './repository.ts';
import {
  nothing,
  oneFailed,
  onePassed,
  oneSkipped,
  readTotals,
  removeTotals,
  sum,
  totalsFile,
  type Totals,
} from './test-totals.ts';

export interface StageContext {
  /** Run only the test files whose path contains one of these; all when empty. */
  readonly fileFilters: readonly string[];
  /** Run only the tests whose name matches this regular expression. */
  readonly grep: string | undefined;
}

interface Stage {
  readonly name: string;
  readonly needsBuild: boolean;
  readonly run: (context: StageContext) => Promise<Totals>;
}

function countEach(results: readonly boolean[]): Totals {
  return sum(results.map((ok) => (ok ? onePassed : oneFailed)));
}

function testFiles(patterns: readonly string[], { fileFilters }: StageContext): string[] {
  const files = findFiles(...patterns);
  return fileFilters.length === 0
    ? files
    : files.filter((file) => fileFilters.some((part) => file.includes(part)));
}

/** What cannot be had is skipped with a line, except on the build machine, which must have everything. */
function missing(service: string): Totals {
  console.log(`skipped: there is no ${service} on this machine`);
  return process.env['CI'] === 'true' ? oneFailed : oneSkipped;
}

/** One hung file must not hold up the run for ever. */
const fileTimeout = 10 * 60_000;

async function nodeTests(stage: string, patterns: readonly string[], context: StageContext): Promise<Totals> {
  const files = testFiles(patterns, context);
  if (files.length === 0) return nothing;
  const absent = findPostgres() === undefined ? missing('Postgres') : nothing;
  const postgres = absent === nothing ? await startPostgres() : undefined;
  removeTotals(stage);
  mkdirSync(join(root, '.cache'), { recursive: true });
  try {
    const { ok } = await runNode(
      [
        '--conditions=fechatter:source',
        '--test',
        // One file waits while another works: for a connection that has to be missed, or for a browser.
        '--test-concurrency=2',
        `--test-timeout=${fileTimeout}`,
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        '--test-reporter=./scripts/node-test-totals.ts',
        `--test-reporter-destination=${totalsFile(stage)}`,
        ...(context.grep === undefined ? [] : [`--test-name-pattern=${context.grep}`]),
        ...files,
      ],
      { env: postgres === undefined ? {} : { FECHATTER_TEST_POSTGRES: postgres.url } },
    );
    return sum([absent, readTotals(stage, ok)]);
  } finally {
    await postgres?.stop();
  }
}

/** Of the browsers here Chromium alone pretends what the system of its reader asks for. */
const inChromiumOnly = /\/preferences\.test\.ts$/;

async function browserTests(context: StageContext): Promise<Totals> {
  const files = testFiles(['packages/*/test/browser/**/*.test.ts'], context);
  return sum([
    await testsIn('Chromium', findChromium, files, context),
    await testsIn(
      'Firefox',
      findFirefox,
      files.filter((file) => !inChromiumOnly.test(file)),
      context,
    ),
  ]);
}

async function testsIn(
  browser: 'Chromium' | 'Firefox',
  find: () => string | undefined,
  files: readonly string[],
  context: StageContext,
): Promise<Totals> {
  if (files.length === 0) return nothing;
  const executable = find();
  if (executable === undefined) return missing(browser);
  const name = browser.toLowerCase();
  removeTotals(name);
  const { ok } = await runNode([toolScript('@web/test-runner', 'wtr'), '--files', ...files], {
    env: {
      FECHATTER_BROWSER: name,
      [`FECHATTER_${browser.toUpperCase()}`]: executable,
      FECHATTER_TOTALS_FILE: totalsFile(name),
      ...(context.grep === undefined ? {} : { FECHATTER_TEST_GREP: context.grep }),
    },
  });
  // With a name filter the runner calls the tests left out failed; the totals do not.
  return readTotals(name, ok || context.grep !== undefined);
}

async function endToEndTests(context: StageContext): Promise<Totals> {
  const patterns = ['test/e2e/**/*.test.ts', 'examples/*/test/**/*.test.ts'];
  if (testFiles(patterns, context).length === 0) return nothing;
  const executable = findChromium();
  if (executable === undefined) return missing('Chromium');
  process.env['FECHATTER_CHROMIUM'] = executable;
  return nodeTests('e2e', patterns, context);
}

/** In the order in which they run. */
export const stages: readonly Stage[] = [
  { name: 'check', needsBuild: false, run: async () => countEach(await checkCode()) },
  { name: 'packages', needsBuild: true, run: async () => countEach(await checkPackages()) },
  {
    name: 'node',
    needsBuild: false,
    run: (context) =>
      nodeTests('node', ['packages/*/test/node/**/*.test.ts', 'test/node/**/*.test.ts'], context),
  },
  { name: 'browser', needsBuild: false, run: browserTests },
  { name: 'e2e', needsBuild: true, run: endToEndTests },
];
