import type { FieldError } from '@fechatter/protocol';
import type * as z from 'zod';
import { ApiError } from '../errors/api-error.ts';

/** A request can be wrong in thousands of places: naming some is enough. */
const FIELDS_TOLD = 20;

/** Parses one part of a request. What is wrong is named field by field: `body.name must not be empty`. */
export function validate<S extends z.ZodType>(
  schema: S,
  value: unknown,
  part: 'path' | 'query' | 'body',
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap((issue) => fieldErrors(issue, part)).slice(0, FIELDS_TOLD);
  throw new ApiError(
    'invalid_request',
    fields.map(({ field, message }) => `${field}: ${message}`).join('; '),
    { fields },
  );
}

function fieldErrors(issue: z.core.$ZodIssue, part: string): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: [part, ...issue.path, key].join('.'),
      message: 'is not a field of this request',
    }));
  }
  return [{ field: [part, ...issue.path].join('.'), message: issue.message }];
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a JSON body. Bytes that are no UTF-8, or no JSON, are refused. */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) throw ApiError.field('body', 'must be a JSON object');
  try {
    return JSON.parse(decoder.decode(bytes)) as unknown;
  } catch (error) {
    throw new ApiError('invalid_request', 'body: is not JSON in UTF-8', {
      fields: [{ field: 'body', message: 'is not JSON in UTF-8' }],
      cause: error,
    });
  }
}

/** A query string as an object; a name that stands twice becomes a list, which no schema takes. */
export function parseQuery(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  const parameters = new URLSearchParams(text);
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return { ...query };
}
