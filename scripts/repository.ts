import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's root folder. */
export const root = dirname(import.meta.dirname);

/** The published packages, lowest first: each may import only those before it. */
export const packages = ['protocol', 'client-sdk', 'elements', 'server-reference'] as const;

/** Files that match any of the patterns, relative to the root, sorted. */
export function findFiles(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: root, exclude: (name) => name === 'node_modules' }).toSorted();
}

export function exists(path: string): boolean {
  return existsSync(join(root, path));
}

/** The script file of an installed command-line tool, to be run by this same Node. */
export function toolScript(packageName: string, command = packageName): string {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : bin[command];
  if (script === undefined) throw new Error(`${packageName} has no command ${command}`);
  return join(folder, script);
}
