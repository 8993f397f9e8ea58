import { ChatError } from '@fechatter/client-sdk';
import { en, type TextKey } from './en.ts';
import type { Localizer } from './localizer.ts';

/** What went wrong, in words for the person before the screen. What is rare is told by its code, to be passed on. */
export function errorText(localizer: Localizer, error: unknown): string {
  if (!(error instanceof ChatError)) return localizer.t('error.unknown');
  return codeText(localizer, error.code) ?? localizer.t('error.code', { code: error.code });
}

/** What is wrong with one field of a form, by the code with which the server refused it. */
export function fieldError(localizer: Localizer, error: unknown, field: string): string | null {
  if (!(error instanceof ChatError)) return null;
  const isRefused = error.fields.some((entry) => entry.field === field || entry.field.endsWith(`.${field}`));
  if (!isRefused) return null;
  return error.code === 'invalid_request'
    ? localizer.t('field.refused')
    : (codeText(localizer, error.code) ?? localizer.t('field.refused'));
}

function codeText(localizer: Localizer, code: string): string | null {
  const key = `error.${code}`;
  return Object.hasOwn(en, key) ? localizer.t(key as TextKey) : null;
}
