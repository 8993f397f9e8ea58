import { ChatError } from '@fechatter/client-sdk';
import { en, type TextKey } from './en.ts';
import type { Localizer } from './localizer.ts';

/** What went wrong, in words for the person before the screen. */
export function errorText(localizer: Localizer, error: unknown): string {
  if (error instanceof ChatError) {
    const key = `error.${error.code}`;
    if (Object.hasOwn(en, key)) return localizer.t(key as TextKey);
    if (error.message !== '') return error.message;
  }
  return localizer.t('error.unknown');
}

/** What is wrong with one field of a form, as the server told it. */
export function fieldError(error: unknown, field: string): string | null {
  if (!(error instanceof ChatError)) return null;
  return (
    error.fields.find((entry) => entry.field === field || entry.field.endsWith(`.${field}`))?.message ?? null
  );
}
