// Runs a script of this repository on the repository's own Node, installing first what is missing.
// It is the only script that an older system Node executes, so it stays plain JavaScript.
//
//   node scripts/run.mjs scripts/build.ts [arguments]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ownNode = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

function lockedPackages(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
}

/** npm writes `node_modules/.package-lock.json` last, so a broken-off install counts as missing. */
function isInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const installed = lockedPackages('node_modules/.package-lock.json');
  return Object.entries(lockedPackages('package-lock.json')).every(
    ([path, wanted]) =>
      !path.includes('node_modules/') || wanted.optional || installed[path]?.version === wanted.version,
  );
}

function npm(...args) {
  console.log(`> npm ${args.join(' ')}`);
  const npmScript = process.env.npm_execpath;
  const [command, prefix] = npmScript?.endsWith('.js') ? [process.execPath, [npmScript]] : ['npm', []];
  // The dependencies want a newer Node than the one that installs them, and get it: hence no warnings.
  const { status } = spawnSync(command, [...prefix, ...args, '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && prefix.length === 0,
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (!isInstalled()) npm(existsSync(join(root, 'node_modules')) ? 'install' : 'ci');
// A user's `ignore-scripts` setting also skips the script that fetches Node's executable.
if (!existsSync(ownNode)) npm('rebuild', 'node', '--ignore-scripts=false');

const [script, ...args] = process.argv.slice(2);
// The channel tells the child of our death, whatever caused it (see scripts/parent-process.ts).
const child = spawn(ownNode, [resolve(root, script), ...args], {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exit(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1));
});
