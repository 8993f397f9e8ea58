/** What is said above what was found: that it is not all, not quite what was asked for, or not from the server. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SearchFound, SearchState } from '@fechatter/client-sdk';
import { icon, type IconName } from '../icons/icons.ts';
import { errorText } from '../localize/error-text.ts';
import type { Localizer } from '../localize/localizer.ts';

/** What does not count in a query, and what is missing in the answer. */
export function noticesOf(found: SearchFound, localizer: Localizer): readonly TemplateResult[] {
  const { t } = localizer;
  const { messages, index, source, notices, input } = found;
  const said = notices.flatMap(({ reason, start, end }): string[] => {
    const value = input.text
      .slice(start, end)
      .replace(/^-?[a-z]+:/i, '')
      .replaceAll('"', '');
    switch (reason) {
      case 'unknown_person':
        return [t('direct.none', { query: value })];
      case 'unknown_channel':
        return [t('browser.noneCalled', { query: value })];
      case 'no_date':
        return [t('search.noDate', { value })];
      case 'unknown_value':
      case 'too_many_clauses':
        return [t('search.ignored', { value })];
      case 'incomplete':
        return [];
    }
  });
  return [
    ...(source === 'device' ? [notice('wifi-off', t('search.device'))] : []),
    ...(index.building ? [notice('clock', t('search.building'))] : []),
    ...(!index.building && index.behind > 0 ? [notice('clock', t('search.behind'))] : []),
    ...said.map((text) => notice('circle-alert', text)),
    ...(messages.match === 'similar' && messages.total > 0 ? [notice(null, t('search.similar'))] : []),
    ...(messages.match === 'some' && messages.total > 0 ? [notice(null, t('search.some'))] : []),
  ];
}

const notice = (sign: IconName | null, text: string): TemplateResult =>
  html`<p class="notice">${sign === null ? nothing : icon(sign)}<span>${text}</span></p>`;

/** The shape of what is to come. */
export function stillSearching(): TemplateResult {
  const ghost = html`<div class="ghost">
    <span class="skeleton face"></span><span class="skeleton"></span>
  </div>`;
  return html`<div class="ghosts" aria-hidden="true">${[ghost, ghost, ghost, ghost]}</div>`;
}

/** The search does not answer: why, and the way to try again. */
export function failedSearch(
  { error }: SearchState,
  localizer: Localizer,
  retry: () => void,
): TemplateResult {
  return html`<div class="empty" role="alert">
    ${icon('circle-alert')}
    <strong>${localizer.t('search.failed')}</strong>
    <p>${errorText(localizer, error)}</p>
    <button class="button small" type="button" @click=${retry}>
      ${icon('rotate-ccw')}${localizer.t('action.retry')}
    </button>
  </div>`;
}

/** Nothing was found: what was looked for, and what to try; `widen` where conditions can be left out. */
export function nothingFound(query: string, { t }: Localizer, widen: (() => void) | null): TemplateResult {
  return html`<div class="empty">
    ${icon('search')}
    <strong>${t('search.none', { query })}</strong>
    <p>${t('search.noneHint')}</p>
    ${
      widen === null
        ? nothing
        : html`<button class="button small" type="button" @click=${widen}>
            ${t('search.withoutFilters')}
          </button>`
    }
  </div>`;
}
