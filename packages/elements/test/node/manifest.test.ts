import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { before, describe, test } from 'node:test';
import {
  publicMembers,
  readElements,
  type Described,
  type ElementDeclaration,
} from '../../../../scripts/manifest/manifest.ts';

const root = join(import.meta.dirname, '../../../..');
const folder = join(root, '.cache/manifest');

/** What docs, types and editors are told of the elements. */
describe('the custom elements manifest', () => {
  let elements: readonly ElementDeclaration[] = [];

  before(() => {
    const analyzer = join(root, 'node_modules/@custom-elements-manifest/analyzer/cem.js');
    const config = 'custom-elements-manifest.config.mjs';
    const { status, stderr } = spawnSync(
      process.execPath,
      [analyzer, 'analyze', '--quiet', '--config', config, '--outdir', relative(root, folder)],
      { cwd: root, encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    elements = readElements(join(folder, 'custom-elements.json'));
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
    const missing = elements.flatMap((element) => bare(element, 'member', publicMembers(element)));
    assert.deepEqual(missing, []);
  });

  test('gives each attribute, property and event its type, and each method what it returns', () => {
    const missing = elements.flatMap((element) => [
      ...untyped(element, 'attribute', element.attributes),
      ...untyped(element, 'event', element.events),
      ...publicMembers(element)
        .filter(({ type, return: returned }) => (type ?? returned?.type) === undefined)
        .map(({ name }) => `${element.tagName}: member ${name}`),
    ]);
    assert.deepEqual(missing, []);
    const chat = elements.find(({ tagName }) => tagName === 'fe-chat');
    assert.equal(
      chat?.events?.find(({ name }) => name === 'fe-channel-select')?.type?.text,
      'CustomEvent<{ readonly channelId: ChannelId; readonly index?: number }>',
      'with the type of its detail',
    );
  });

  test('names every event that an element fires', () => {
    const missing = sourcesOfElements().flatMap(({ element, source }) =>
      [...source.matchAll(/\bemit\(this, '([\w-]+)'/g)]
        .flatMap(([, name]) => name ?? [])
        .filter((name) => element.events?.some((event) => event.name === name) !== true)
        .map((name) => `${element.tagName}: event ${name}`),
    );
    assert.deepEqual([...new Set(missing)], []);
  });

  test('names every part and slot that stands in a template', () => {
    const parts = new Set(elements.flatMap(({ cssParts = [] }) => cssParts.map(({ name }) => name)));
    const missing = allSources().flatMap(({ file, source }) =>
      [...source.matchAll(/\spart="([\w-]+)"/g)]
        .flatMap(([, name]) => name ?? [])
        .filter((name) => !parts.has(name))
        .map((name) => `${file}: part ${name}`),
    );
    for (const { element, source } of sourcesOfElements()) {
      for (const [, name = ''] of source.matchAll(/<slot(?: name="([\w-]+)")?/g)) {
        if (element.slots?.some((slot) => slot.name === name) !== true)
          missing.push(`${element.tagName}: slot ${name}`);
      }
    }
    assert.deepEqual(missing, []);
  });

  test('names every custom property that a style reads', () => {
    const named = new Set(
      elements.flatMap(({ cssProperties = [] }) => cssProperties.map(({ name }) => name)),
    );
    const missing = allSources().flatMap(({ file, source }) =>
      [...source.matchAll(/var\((--fe-[\w-]+)/g)]
        .flatMap(([, name]) => name ?? [])
        .filter((name) => !named.has(name))
        .map((name) => `${file}: ${name}`),
    );
    assert.deepEqual([...new Set(missing)], []);
  });

  /** Each element with the text of the file that its class is in. */
  function sourcesOfElements(): { element: ElementDeclaration; source: string }[] {
    return elements.map((element) => {
      const found = allSources().find(({ source }) => source.includes(`export class ${element.name} `));
      assert.ok(found, `the source of ${element.name}`);
      return { element, source: found.source };
    });
  }
});

function allSources(): { file: string; source: string }[] {
  const folder = join(root, 'packages/elements/src');
  return globSync('**/*.ts', { cwd: folder }).map((file) => ({
    file,
    source: readFileSync(join(folder, file), 'utf8'),
  }));
}

function untyped(element: ElementDeclaration, kind: string, entries: readonly Described[] = []): string[] {
  return entries
    .filter(({ type }) => type === undefined)
    .map(({ name }) => `${element.tagName}: ${kind} ${name}`);
}

function bare(element: ElementDeclaration, kind: string, entries: readonly Described[] = []): string[] {
  return entries
    .filter(({ description }) => description === undefined || description.trim() === '')
    .map(({ name }) => `${element.tagName}: ${kind} ${name}`);
}
