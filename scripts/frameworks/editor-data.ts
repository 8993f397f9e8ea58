import {
  settableProperties,
  type Attribute,
  type Described,
  type ElementDeclaration,
} from '../manifest/manifest.ts';

const described = ({ name, description }: Described): { name: string; description: string } => ({
  name,
  description: description ?? '',
});

const typed = (entry: Described): object => ({
  ...described(entry),
  ...(entry.type !== undefined && { type: entry.type.text }),
});

/** The texts that an attribute may have, when they are a closed list. */
function values({ type }: Attribute): string[] {
  return [...(type?.text ?? '').matchAll(/'([^']+)'/g)].flatMap(([, value]) => value ?? []);
}

/** Tags and attributes for VS Code: `html.customData`. */
export function htmlCustomData(elements: readonly ElementDeclaration[]): object {
  return {
    version: 1.1,
    tags: elements.map((element) => ({
      name: element.tagName,
      description: element.description ?? '',
      attributes: (element.attributes ?? []).map((attribute) => ({
        ...described(attribute),
        ...(attribute.type?.text === 'boolean' && { valueSet: 'v' }),
        values: values(attribute).map((name) => ({ name })),
      })),
    })),
  };
}

/** Custom properties for VS Code: `css.customData`. */
export function cssCustomData(elements: readonly ElementDeclaration[]): object {
  const properties = new Map(
    elements.flatMap(({ cssProperties = [] }) => cssProperties).map((property) => [property.name, property]),
  );
  return { version: 1.1, properties: [...properties.values()].map(described) };
}

/** Everything, for the editors of JetBrains, which find it by the field `web-types` of package.json. */
export function webTypes(elements: readonly ElementDeclaration[], version: string): object {
  return {
    $schema: 'https://json.schemastore.org/web-types',
    name: '@fechatter/elements',
    version,
    'description-markup': 'markdown',
    contributions: {
      html: {
        elements: elements.map((element) => ({
          name: element.tagName,
          description: element.description ?? '',
          attributes: (element.attributes ?? []).map((attribute) => ({
            ...described(attribute),
            value: { type: attribute.type?.text ?? 'string' },
            ...(attribute.default !== undefined && { default: attribute.default }),
          })),
          slots: (element.slots ?? []).map(described),
          js: {
            properties: settableProperties(element).map(typed),
            events: (element.events ?? []).map(typed),
          },
          css: {
            properties: (element.cssProperties ?? []).map(described),
            parts: (element.cssParts ?? []).map(described),
          },
        })),
      },
    },
  };
}
