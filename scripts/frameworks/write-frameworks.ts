// Writes what frameworks and editors are told of the elements, from the custom elements manifest.
//
//   node scripts/frameworks/write-frameworks.ts
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readElements, type ElementDeclaration } from '../manifest/manifest.ts';
import { root } from '../repository.ts';
import { cssCustomData, htmlCustomData, webTypes } from './editor-data.ts';
import { elementTypes } from './element-types.ts';
import { reactTypes, svelteTypes, vueTypes } from './framework-types.ts';

/** What is written, by the name of the file. */
export function frameworkFiles(
  elements: readonly ElementDeclaration[],
  version: string,
): ReadonlyMap<string, string> {
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  const typings = Object.entries({
    react: reactTypes(elements),
    vue: vueTypes(elements),
    svelte: svelteTypes(elements),
  });
  return new Map([
    ['elements.d.ts', elementTypes(elements)],
    ...typings.flatMap(([name, text]): [string, string][] => [
      [`${name}.d.ts`, text],
      // Types are all there is, but an import of them has to be found when the program runs as well.
      [`${name}.js`, 'export {};\n'],
    ]),
    ['html-custom-data.json', json(htmlCustomData(elements))],
    ['css-custom-data.json', json(cssCustomData(elements))],
    ['web-types.json', json(webTypes(elements, version))],
  ]);
}

if (import.meta.main) {
  const elementsPackage = join(root, 'packages/elements');
  const folder = join(elementsPackage, 'frameworks');
  const { version } = JSON.parse(readFileSync(join(elementsPackage, 'package.json'), 'utf8')) as {
    version: string;
  };
  const elements = readElements(join(elementsPackage, 'custom-elements.json'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, text] of frameworkFiles(elements, version)) writeFileSync(join(folder, name), text);
}
