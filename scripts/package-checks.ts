import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './child-process.ts';
import { exists, packages, root, toolScript } from './repository.ts';

/** Checks each package as its users will get it. Returns each check's success. */
export async function checkPackages(): Promise<boolean[]> {
  const results: boolean[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'fechatter-packages-'));
  try {
    for (const name of packages) {
      if (!exists(`packages/${name}/dist/index.js`)) continue;
      results.push(
        await check(`publint ${name}`, [
          toolScript('publint'),
          `packages/${name}`,
          '--strict',
          '--pack',
          'npm',
        ]),
        await check(`attw ${name}`, [
          toolScript('@arethetypeswrong/cli', 'attw'),
          '--pack',
          join(root, 'packages', name),
          '--profile',
          'esm-only',
          '--format',
          'ascii',
        ]),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

async function check(name: string, args: string[]): Promise<boolean> {
  const { ok, output } = await runNode(args, { output: 'collect' });
  console.log(`${ok ? 'ok' : 'FAILED'} ${name}${ok ? '' : `\n${output}`}`);
  return ok;
}
