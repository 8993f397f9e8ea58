import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of the named programs on PATH or in one of the further folders. */
export function findExecutable(
  names: readonly string[],
  folders: readonly string[] = [],
): string | undefined {
  const searched = [...(process.env['PATH'] ?? '').split(delimiter), ...folders];
  return names.flatMap((name) => searched.map((folder) => join(folder, name))).find(isExecutable);
}

/** Whether this process may install Debian packages. */
function mayInstall(): boolean {
  return (
    process.getuid?.() === 0 && existsSync('/etc/debian_version') && findExecutable(['apt-get']) !== undefined
  );
}

let listsUpdated = false;

function aptGet(...args: string[]): boolean {
  const { status } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-q', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

/** Installs Debian packages where that is allowed; tells whether it did. */
export function installDebianPackages(...packages: string[]): boolean {
  if (!mayInstall()) return false;
  console.log(`> apt-get install ${packages.join(' ')}`);
  listsUpdated ||= aptGet('update');
  return aptGet('install', '-y', '--no-install-recommends', ...packages);
}
