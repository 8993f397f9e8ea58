import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exists, root } from '../repository.ts';
import { page, table, type MarkdownPage } from './markdown.ts';

interface Described {
  readonly name?: string;
  readonly description?: string;
  readonly type?: { readonly text: string };
  readonly default?: string;
}

interface Member extends Described {
  readonly kind: string;
  readonly privacy?: string;
  readonly static?: boolean;
  readonly attribute?: string;
}

interface Declaration extends Described {
  readonly tagName?: string;
  readonly members?: readonly Member[];
  readonly attributes?: readonly Described[];
  readonly events?: readonly Described[];
  readonly slots?: readonly Described[];
  readonly cssParts?: readonly Described[];
  readonly cssProperties?: readonly Described[];
}

interface Manifest {
  readonly modules: readonly { readonly declarations?: readonly Declaration[] }[];
}

const code = (text: string | undefined): string => (text === undefined || text === '' ? '' : `\`${text}\``);

function describe(entries: readonly Described[] | undefined, unnamed = ''): string[][] {
  return (entries ?? []).map(({ name, type, description }) => [
    code(name) || unnamed,
    code(type?.text),
    description ?? '',
  ]);
}

function elementPage(element: Declaration, tagName: string): MarkdownPage {
  const properties = (element.members ?? []).filter(
    (member) =>
      member.kind === 'field' && member.static !== true && (member.privacy ?? 'public') === 'public',
  );
  const columns = ['Name', 'Type', 'Description'];
  return page(`element-${tagName}.md`, `<${tagName}>`, 'Elements', [
    element.description,
    table(
      'Properties',
      ['Property', 'Attribute', 'Type', 'Default', 'Description'],
      properties.map((field) => [
        code(field.name),
        code(field.attribute),
        code(field.type?.text),
        code(field.default),
        field.description ?? '',
      ]),
    ),
    table('Events', columns, describe(element.events)),
    table('Slots', columns, describe(element.slots, '(default)')),
    table('Parts', columns, describe(element.cssParts)),
    table('CSS custom properties', columns, describe(element.cssProperties)),
  ]);
}

/** One page for each element in the custom elements manifest. */
export function elementPages(): MarkdownPage[] {
  const file = 'packages/elements/custom-elements.json';
  if (!exists(file)) return [];
  const manifest = JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
  return manifest.modules
    .flatMap(({ declarations }) => declarations ?? [])
    .flatMap((element) => (element.tagName === undefined ? [] : [elementPage(element, element.tagName)]));
}
