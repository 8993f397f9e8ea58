import { settableProperties, type Described, type ElementDeclaration } from '../manifest/manifest.ts';
import { docComment, generatedHeader, pascalCase } from './source-text.ts';

/**
 * `elements.d.ts`: for each tag its element, properties, attributes and events as types, from which the typings of the
 * frameworks are mapped. The type of a property is looked up in the class, and that of an event in the map of events,
 * so that they cannot differ from what the elements do.
 */
export function elementTypes(elements: readonly ElementDeclaration[]): string {
  return [
    generatedHeader,
    elements
      .map(({ tagName }) => `import type {} from '@fechatter/elements/define/${tagName}.js';\n`)
      .join(''),
    ...elements.map(interfaces),
    `/** What there is to each element. */
export interface FeElements {
${elements.map(entry).join('')}}
`,
  ].join('\n');
}

function interfaces(element: ElementDeclaration): string {
  const { tagName, attributes = [], events = [] } = element;
  const name = pascalCase(tagName);
  const properties = settableProperties(element);
  const propertyType = (property: string): string => `HTMLElementTagNameMap['${tagName}']['${property}']`;
  // An attribute that is spelled like its property is one with it wherever a framework sets either.
  const other = attributes.filter((attribute) => attribute.name !== attribute.fieldName);
  return `export interface ${name}Properties {
${properties.map((field) => member(field, `${field.name}?: ${propertyType(field.name)} | undefined`)).join('')}}

export interface ${name}Attributes {
${other.map((attribute) => member(attribute, `'${attribute.name}'?: ${propertyType(attribute.fieldName ?? attribute.name)} | undefined`)).join('')}}

export interface ${name}Events {
${events.map((event) => member(event, `'${event.name}': HTMLElementEventMap['${event.name}']`)).join('')}}
`;
}

function member(described: Described, declaration: string): string {
  return `${docComment(described, '  ')}  ${declaration};\n`;
}

function entry(element: ElementDeclaration): string {
  const { tagName } = element;
  const name = pascalCase(tagName);
  return `${docComment(element, '  ')}  '${tagName}': {
    readonly element: HTMLElementTagNameMap['${tagName}'];
    readonly properties: ${name}Properties;
    readonly attributes: ${name}Attributes;
    readonly events: ${name}Events;
  };
`;
}
