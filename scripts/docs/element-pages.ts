import { join } from 'node:path';
import {
  publicMembers,
  readElements,
  type Described,
  type ElementDeclaration,
} from '../manifest/manifest.ts';
import { exists, root } from '../repository.ts';
import { page, table, type MarkdownPage } from './markdown.ts';

const code = (text: string | undefined): string => (text === undefined || text === '' ? '' : `\`${text}\``);

function describe(entries: readonly Described[] | undefined, unnamed = ''): string[][] {
  return (entries ?? []).map(({ name, type, description }) => [
    code(name) || unnamed,
    code(type?.text),
    description ?? '',
  ]);
}

function elementPage(element: ElementDeclaration): MarkdownPage {
  const { tagName } = element;
  const properties = publicMembers(element).filter(({ kind }) => kind === 'field');
  const methods = publicMembers(element).filter(({ kind }) => kind === 'method');
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
    table(
      'Methods',
      ['Method', 'Returns', 'Description'],
      methods.map((method) => [code(method.name), code(method.return?.type?.text), method.description ?? '']),
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
  return readElements(join(root, file)).map(elementPage);
}
