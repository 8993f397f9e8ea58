import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeFrameworkExample } from '../../../test/e2e/framework-example.ts';

const folder = join(import.meta.dirname, '..');
const cli = join(folder, 'node_modules/@angular/cli/bin/ng.js');

/** Angular's tools weigh 250 MB, so only the build machine installs them by itself (docs/decisions/frameworks.md). */
function angularMissing(): string | false {
  if (!existsSync(cli) && process.env['CI'] === 'true')
    spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' });
  return existsSync(cli) || process.env['CI'] === 'true'
    ? false
    : 'Angular is not installed: run `npm ci --ignore-scripts` in examples/angular';
}

describeFrameworkExample('Angular', { folder: 'angular', build: [[cli, 'build']], skip: angularMissing() });
