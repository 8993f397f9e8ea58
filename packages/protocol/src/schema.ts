/** The small pieces that the schemas of every domain are made of. */
import * as z from 'zod';
import { ID_PATTERN, type Id } from './ids.ts';
import { limits, textLength } from './limits.ts';

/** An id of kind `K`: a UUIDv7 in lower case. */
export function id<K extends Id<string>>(description: string): z.ZodType<K, string> {
  const schema = z
    .string()
    .regex(ID_PATTERN, 'must be a UUIDv7 in lower case')
    .meta({ description, format: 'uuid', examples: ['019373c5-2f00-7000-8000-000000000001'] });
  // The check says nothing about the kind of id: only the reader of the schema knows it.
  return schema as unknown as z.ZodType<K, string>;
}

// A lone surrogate cannot be written as UTF-8, and Postgres has no way to keep a NUL in a text.
const wellFormed = (value: string): boolean => value.isWellFormed() && !value.includes('\u0000');

/** Text of so many code points, as it was written: no trimming, no normalisation. */
export function text(max: number, description: string, min = 0): z.ZodString {
  return z
    .string()
    .refine(wellFormed, 'must be well-formed Unicode without NUL characters')
    .refine((value) => textLength(value) <= max, `must have at most ${max} characters`)
    .refine(
      (value) => textLength(value) >= min,
      min === 1 ? 'must not be empty' : `must have at least ${min} characters`,
    )
    .meta({ description, maxLength: max, ...(min > 0 && { minLength: min }) });
}

/**
 * Embeddings, overrides and isolates (Unicode standard annex 9). They come along unseen when a name is copied, and make
 * one that is read as another, or turn round what stands beside it. Marks of direction turn nothing, and stay.
 */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
/** A character that leaves a trace: no space, no format character, no mark that needs another character to stand on. */
const SEEN = /[^\p{Z}\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** One line of text that names something: trimmed, with something to see, without control characters. */
export function name(description: string): z.ZodString {
  return z
    .string()
    .overwrite((value) => value.replace(TURNING, '').trim())
    .refine(wellFormed, 'must be well-formed Unicode without NUL characters')
    .refine((value) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value), 'must be one line without control characters')
    .refine((value) => textLength(value) >= 1, 'must not be empty')
    .refine((value) => value === '' || SEEN.test(value), 'must have a character that can be seen')
    .refine(
      (value) => textLength(value) <= limits.nameLength,
      `must have at most ${limits.nameLength} characters`,
    )
    .meta({ description, minLength: 1, maxLength: limits.nameLength });
}

/** What an application hangs on a thing: a JSON object of its own, kept and told as it is. */
export const custom = z
  .record(z.string(), z.json())
  .readonly()
  .refine(
    (value) => new TextEncoder().encode(JSON.stringify(value)).length <= limits.customBytes,
    `must have at most ${limits.customBytes} bytes as JSON`,
  )
  // A NUL cannot be kept in Postgres, nor half of a surrogate pair: JSON writes both as escapes.
  .refine(
    (value) => !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(JSON.stringify(value)),
    'must be well-formed Unicode without NUL characters',
  )
  .meta({
    description: `A JSON object of the application's own, of at most ${limits.customBytes} bytes. The chat keeps it and does not look into it.`,
  });

/** A moment, as the server's clock saw it: ISO 8601 in UTC with milliseconds. For people only: nothing is ordered by it. */
export const moment = (description: string): z.ZodISODateTime => z.iso.datetime().meta({ description });

/** A position in a timeline: 1 for its first message. */
export const index = (description: string): z.ZodNumber =>
  z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).meta({ description });

/** The seq of the event that last changed this entity; of two copies the greater version is the newer one. */
export const version = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).meta({
  description:
    'The seq of the event that last changed this entity. Of two copies the one with the greater version is the newer.',
});

/** An address of a picture or page: http(s), at most 2,000 characters. */
export const webUrl = (description: string): z.ZodURL =>
  z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .meta({ description });

export const email = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase())
  .meta({ description: 'E-mail address; compared without regard to case.' });

/** The address of a workspace: what stands in `<fe-chat workspace="acme">`. */
export const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'must have 1 to 40 of a-z, 0-9 and inner hyphens')
  .meta({
    description: 'Address of a workspace: 1 to 40 of a-z, 0-9 and inner hyphens.',
    examples: ['acme'],
  });

/** Items on a page, from the query string. */
export const pageLimit = z.coerce
  .number()
  .int()
  .min(1)
  .max(limits.pageSize.max)
  .default(limits.pageSize.default)
  .meta({ description: 'How many items at most.' });

/** The mark after which the next page starts. */
export const pageCursor = z.string().max(700).meta({ description: 'The `next` of the page before; opaque.' });

/** One page of a longer list. */
export function page<T extends z.ZodType>(item: T, of: string) {
  return z
    .strictObject({
      items: z.array(item).readonly(),
      next: z
        .string()
        .nullable()
        .meta({ description: 'Give it as `cursor` for the next page; null when this is the last one.' }),
    })
    .meta({ description: `One page of ${of}.` });
}
