import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rollup';

/** Beside a module that the build has put in place of a package: what that package is, and its licence. */
export const licenceFile = (module: string): string => module.replace(/\.js$/, '.LICENSE.txt');

/** What a package is, and its licence. */
export function licenceOf(packageFolder: string): string {
  const { name, version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  const file = readdirSync(packageFolder).find((each) => /^licen[cs]e(?:\.\w+)?$/i.test(each));
  if (file === undefined) throw new Error(`${name} comes without its licence: look where it is.`);
  return `${name} ${version}\n\n${readFileSync(join(packageFolder, file), 'utf8').trim()}\n`;
}

/** Writes the licences of all the packages that are in a build into one file beside it. */
export function thirdPartyLicences(fileName: string): Plugin {
  return {
    name: 'third-party-licences',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' ? Object.keys(file.modules) : [],
      );
      const licences = new Set(modules.flatMap((module) => licenceOfModule(module) ?? []));
      const source = [...licences].toSorted().join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

function licenceOfModule(module: string): string | null {
  const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module) ?? [];
  if (folder !== undefined) return licenceOf(folder);
  return existsSync(licenceFile(module)) ? readFileSync(licenceFile(module), 'utf8') : null;
}
