import type * as z from 'zod';
import { UsageError } from './command.ts';

/** Reads the value of an option with a schema of the contract. */
export function readOption<S extends z.ZodType>(name: string, schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw new UsageError(`--${name} ${result.error.issues[0]?.message ?? 'is wrong'}`);
  return result.data;
}
