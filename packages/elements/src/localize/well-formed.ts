import { en } from './en.ts';
import type { PartialCatalogue } from './languages.ts';

/** Leaves out what is no text of the chat: a page in plain JavaScript is told of its slip. */
export function wellFormed(
  texts: PartialCatalogue,
  language: string,
  failed: (error: unknown) => void,
): PartialCatalogue {
  const right: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const [key, text] of Object.entries<unknown>(texts)) {
    if (Object.hasOwn(en, key) && hasForm(text, en[key as keyof typeof en])) right[key] = text;
    else wrong.push(key);
  }
  if (wrong.length > 0)
    failed(
      new TypeError(`texts (${language}): not texts of the chat, or of another form: ${wrong.join(', ')}`),
    );
  return right;
}

/** Whether a text is one, or has plural forms, as the English one does. */
function hasForm(text: unknown, english: string | object): boolean {
  if (typeof english === 'string') return typeof text === 'string';
  return (
    typeof text === 'object' &&
    text !== null &&
    'other' in text &&
    Object.values(text).every((form) => typeof form === 'string')
  );
}
