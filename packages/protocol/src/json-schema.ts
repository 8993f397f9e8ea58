/** Schemas as JSON Schema 2020-12, with every named one (`meta({ id })`) behind a reference. */
import * as z from 'zod';

type Json = Record<string, unknown>;

const COMPONENTS = '#/components/schemas/';

/** Names are made of letters only, as some readers of OpenAPI want it. */
const componentName = (id: string, io: 'input' | 'output', forked: ReadonlySet<string>): string =>
  id.replace(/[^A-Za-z0-9]+/g, '') + (io === 'input' && forked.has(id) ? 'Input' : '');

/** Schemas that look different from both sides, because of a default or a coercion inside them. */
const forked = new Set<string>();

function convert(schema: z.ZodType, io: 'input' | 'output'): { root: Json; defs: Record<string, Json> } {
  const { $schema: _, $defs = {}, ...root } = z.toJSONSchema(schema, { io, reused: 'inline', unrepresentable: 'any' }) as Json & { $defs?: Record<string, Json> };
  return { root, defs: $defs };
}

/** Points the references at the components, and drops the ids that have become their names. */
function relocate(value: unknown, io: 'input' | 'output'): unknown {
  if (Array.isArray(value)) return value.map((item) => relocate(item, io));
  if (typeof value !== 'object' || value === null) return value;
  const { id: _, ...rest } = value as Json;
  const entries = typeof (value as Json)['id'] === 'string' ? Object.entries(rest) : Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, item]) =>
      key === '$ref' && typeof item === 'string'
        ? [key, COMPONENTS + componentName(item.slice(item.lastIndexOf('/') + 1), io, forked)]
        : [key, relocate(item, io)],
    ),
  );
}

const idOf = (schema: z.ZodType): string | undefined => (z.globalRegistry.get(schema) as { id?: string } | undefined)?.id;

/** The JSON Schema of one schema: a reference when it has a name. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const id = idOf(schema);
  return id === undefined ? (relocate(convert(schema, io).root, io) as Json) : { $ref: COMPONENTS + componentName(id, io, forked) };
}

/** All named schemas that these use, by name. */
export function namedSchemas(schemas: readonly z.ZodType[]): Record<string, Json> {
  const found: Record<string, Json> = {};
  const collect = (io: 'input' | 'output'): void => {
    for (const schema of schemas) {
      const { root, defs } = convert(schema, io);
      const id = idOf(schema);
      for (const [name, definition] of Object.entries(id === undefined ? defs : { ...defs, [id]: root })) {
        found[componentName(name, io, forked)] = relocate(definition, io) as Json;
      }
    }
  };
  collect('output');
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => a.localeCompare(b)));
}
