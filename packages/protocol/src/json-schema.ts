/** Schemas as JSON Schema 2020-12, with every named one (`meta({ id })`) behind a reference. */
import * as z from 'zod';

type Json = Record<string, unknown>;

const COMPONENTS = '#/components/schemas/';

/** Names are made of letters and digits only, as some readers of OpenAPI want it. */
const componentName = (id: string): string => id.replace(/[^A-Za-z0-9]+/g, '');

function convert(
  schema: z.ZodType,
  io: 'input' | 'output',
): { readonly root: Json; readonly definitions: Readonly<Record<string, Json>> } {
  const {
    $schema: _,
    $defs = {},
    ...root
  } = z.toJSONSchema(schema, { io, reused: 'inline', unrepresentable: 'any' }) as Json & {
    $defs?: Record<string, Json>;
  };
  return { root, definitions: $defs };
}

/** Points the references at the components, and drops the ids that have become their names. */
function relocate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relocate);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, item]) => !(key === 'id' && typeof item === 'string'));
  return Object.fromEntries(
    entries.map(([key, item]) =>
      key === '$ref' && typeof item === 'string'
        ? [key, COMPONENTS + componentName(item.slice(item.lastIndexOf('/') + 1))]
        : [key, relocate(item)],
    ),
  );
}

/** The JSON Schema of one schema: a reference when it has a name. */
export const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json =>
  relocate(convert(schema, io).root) as Json;

/** What a schema is read as: what comes in looks different where it has defaults. */
export interface Used {
  readonly schema: z.ZodType;
  readonly io: 'input' | 'output';
}

/** All named schemas that these use, by name. One name has one form: what comes in has a name of its own wherever it differs from what goes out. */
export function namedSchemas(uses: readonly Used[]): Record<string, Json> {
  const found = new Map<string, Json>();
  for (const { schema, io } of uses) {
    for (const [id, definition] of Object.entries(convert(schema, io).definitions))
      found.set(componentName(id), relocate(definition) as Json);
  }
  return Object.fromEntries([...found].sort(([a], [b]) => a.localeCompare(b)));
}
