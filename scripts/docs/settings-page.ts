import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../repository.ts';
import { page, table, type MarkdownPage } from './markdown.ts';

interface Setting {
  readonly meta: () => { readonly description?: string } | undefined;
  readonly safeParse: (value: undefined) => { readonly success: boolean; readonly data?: unknown };
}

/** The environment variables of the server, from the table that checks them. */
export async function settingsPages(): Promise<readonly MarkdownPage[]> {
  const file = pathToFileURL(join(root, 'packages/server-reference/dist/config/settings.js')).href;
  const { settings } = (await import(file)) as { settings: Readonly<Record<string, Setting>> };
  const rows = Object.entries(settings).map(([name, setting]) => [
    `\`${name}\``,
    defaultOf(setting),
    setting.meta()?.description ?? '',
  ]);
  return [
    page('settings.md', 'Settings', 'Guides', [table('Variables', ['Variable', 'Default', 'What'], rows)]),
  ];
}

function defaultOf(setting: Setting): string {
  const { success, data } = setting.safeParse(undefined);
  if (!success || data === undefined) return '';
  const text =
    typeof data === 'boolean'
      ? data
        ? 'on'
        : 'off'
      : Array.isArray(data)
        ? data.join(',')
        : `${data as string | number}`;
  return text.startsWith('/') ? '`.fechatter`' : `\`${text}\``;
}
