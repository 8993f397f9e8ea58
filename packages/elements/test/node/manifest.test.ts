import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { before, describe, test } from 'node:test';

const root = join(import.meta.dirname, '../../../..');
const folder = join(root, '.cache/manifest');

interface Described {
  readonly name?: string;
  readonly description?: string;
}
interface Member extends Described {
  readonly privacy?: 'private' | 'protected' | 'public';
  readonly static?: boolean;
}
interface Declaration extends Described {
  readonly name: string;
  readonly tagName?: string;
  readonly attributes?: readonly Described[];
  readonly events?: readonly Described[];
  readonly slots?: readonly Described[];
  readonly cssParts?: readonly Described[];
  readonly cssProperties?: readonly Described[];
  readonly members?: readonly Member[];
}

/** What docs, types and editors are told of the elements. */
describe('the custom elements manifest', () => {
  let elements: readonly Declaration[] = [];

  before(() => {
    const analyzer = join(root, 'node_modules/@custom-elements-manifest/analyzer/cem.js');
    const config = 'custom-elements-manifest.config.mjs';
    const { status, stderr } = spawnSync(
      process.execPath,
      [analyzer, 'analyze', '--quiet', '--config', config, '--outdir', relative(root, folder)],
      { cwd: root, encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    const manifest = JSON.parse(readFileSync(join(folder, 'custom-elements.json'), 'utf8')) as {
      readonly modules: readonly { readonly declarations?: readonly Declaration[] }[];
    };
    elements = manifest.modules
      .flatMap(({ declarations }) => declarations ?? [])
      .filter(({ tagName }) => tagName !== undefined);
  });

  test('holds every element that is defined', () => {
    const defined = readdirSync(join(root, 'packages/elements/src/define')).map((file) =>
      file.replace(/\.ts$/, ''),
    );
    assert.deepEqual(elements.map(({ tagName }) => tagName).sort(), defined.sort());
  });

  test('describes each element, attribute, event, slot, part and style property', () => {
    const missing = elements.flatMap((element) => [
      ...bare(element, 'element', [element]),
      ...bare(element, 'attribute', element.attributes),
      ...bare(element, 'event', element.events),
      ...bare(element, 'slot', element.slots),
      ...bare(element, 'part', element.cssParts),
      ...bare(element, 'style property', element.cssProperties),
    ]);
    assert.deepEqual(missing, []);
  });

  test('describes each public property and method', () => {
    const missing = elements.flatMap((element) =>
      bare(
        element,
        'member',
        element.members?.filter(
          ({ privacy, static: ofClass, name }) =>
            (privacy === undefined || privacy === 'public') &&
            ofClass !== true &&
            name?.startsWith('#') !== true,
        ),
      ),
    );
    assert.deepEqual(missing, []);
  });
});

function bare(element: Declaration, kind: string, entries: readonly Described[] = []): string[] {
  return entries
    .filter(({ description }) => description === undefined || description.trim() === '')
    .map(({ name }) => `${element.tagName ?? element.name}: ${kind} ${name ?? ''}`);
}
