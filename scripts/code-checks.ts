import { runNode } from './child-process.ts';
import { toolScript } from './repository.ts';

interface CodeCheck {
  readonly name: string;
  readonly command: () => string[];
}

const checks: readonly CodeCheck[] = [
  {
    name: 'types',
    command: () => [toolScript('typescript', 'tsc'), '-b', 'tsconfig.check.json', '--pretty'],
  },
  {
    name: 'eslint',
    command: () => [
      '--max-old-space-size=4096',
      toolScript('eslint'),
      '.',
      '--max-warnings=0',
      '--cache',
      '--cache-location=.cache/eslint/',
    ],
  },
  {
    name: 'prettier',
    command: () => [
      toolScript('prettier'),
      '--check',
      '--log-level=warn',
      '--cache',
      '--cache-location=.cache/prettier',
      '.',
    ],
  },
  {
    name: 'api',
    command: () => ['scripts/api-reports.ts'],
  },
  {
    name: 'knip',
    command: () => [toolScript('knip'), '--cache', '--cache-location=.cache/knip', '--no-progress'],
  },
  { name: 'spec', command: () => ['scripts/spec-coverage.ts'] },
];

export const checkNames = checks.map(({ name }) => name);

/** Runs the checks of the code side by side and prints what the failing ones say, and one that is run alone. Returns each one's success. */
export async function checkCode(names: readonly string[] = checkNames): Promise<boolean[]> {
  return Promise.all(
    checks
      .filter(({ name }) => names.includes(name))
      .map(async ({ name, command }) => {
        const start = performance.now();
        const { ok, output } = await runNode(command(), { output: 'collect', env: { FORCE_COLOR: '1' } });
        const seconds = ((performance.now() - start) / 1000).toFixed(1);
        console.log(
          `${ok ? 'ok' : 'FAILED'} ${name} (${seconds} s)${ok && names.length > 1 ? '' : `\n${output}`}`,
        );
        return ok;
      }),
  );
}
