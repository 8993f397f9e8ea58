/** The conditions of a query as chips, and the menus by which it is narrowed. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SearchFound, SearchSort } from '@fechatter/client-sdk';
import type { FeEventOf } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import type { Localizer } from '../localize/localizer.ts';
import { conditionOf, facetItems, filterValue, heldFilter, type Facet, type Names } from './facets.ts';
import { filtersOf, heldTo, without } from './query-edits.ts';

export interface FilterView {
  readonly text: string;
  readonly found: SearchFound | null;
  readonly names: Names;
  readonly localizer: Localizer;
  readonly change: (text: string) => void;
}

const facets = ['sender', 'channel', 'kind', 'month'] as const satisfies readonly Facet[];
const sorts = ['relevance', 'newest', 'oldest'] as const satisfies readonly SearchSort[];

/** Each condition with the way to take it back. */
export function chips({
  text,
  found,
  names,
  localizer,
  change,
}: FilterView): TemplateResult | typeof nothing {
  const filters = filtersOf(text).filter(({ value }) => value !== '');
  if (filters.length === 0) return nothing;
  const { t } = localizer;
  return html`<div class="chips" role="group" aria-label=${t('search.filters')}>
    ${filters.map((filter) => {
      const operator = `${filter.negated ? '-' : ''}${filter.operator}:`;
      const value = filterValue(filter, found, names, localizer);
      return html`<button
        class="chip"
        type="button"
        aria-label=${t('direct.remove', { name: `${operator} ${value}` })}
        @click=${() => {
          change(without(text, filter));
        }}
      >
        <span class="operator" dir="ltr">${operator}</span><span dir="auto">${value}</span>${icon('x')}
      </button>`;
    })}
  </div>`;
}

/** What was found by its properties, with counts: choosing one narrows, choosing it again widens. */
export function facetMenus(view: FilterView): TemplateResult | typeof nothing {
  const { text, found, names, localizer, change } = view;
  if (found?.messages.facets == null) return nothing;
  const menus = facets.map((facet) => ({ facet, items: facetItems(facet, found, names, localizer) }));
  if (menus.every(({ items }) => items.length === 0)) return nothing;
  const choose = (facet: Facet, id: string): void => {
    const condition = conditionOf(facet, id, found, names);
    if (condition === null) return;
    const chosen = heldFilter(text, condition, id);
    change(
      chosen === undefined
        ? heldTo(text, { type: 'filter', negated: false, ...condition })
        : without(text, chosen),
    );
  };
  return html`<div class="facets" role="group" aria-label=${localizer.t('search.narrow')}>
    ${menus.map(({ facet, items }) =>
      items.length === 0
        ? nothing
        : html`<fe-menu
            bare
            label=${localizer.t(`search.facet.${facet}`)}
            .items=${items}
            @fe-menu-select=${(event: FeEventOf<'fe-menu-select'>) => {
              event.stopPropagation();
              choose(facet, event.detail.id);
            }}
            ><span class="facet ${items.some(({ checked }) => checked === true) ? 'held' : ''}"
              >${localizer.t(`search.facet.${facet}`)}${icon('chevron-down')}</span
            ></fe-menu
          >`,
    )}
  </div>`;
}

/** The order of what is found. */
export function sortMenu(
  sort: SearchSort,
  { t }: Localizer,
  change: (sort: SearchSort) => void,
): TemplateResult {
  return html`<fe-menu
    bare
    label="${t('search.sort')}: ${t(`search.sort.${sort}`)}"
    .items=${sorts.map((id) => ({ id, label: t(`search.sort.${id}`), checked: id === sort }))}
    @fe-menu-select=${(event: FeEventOf<'fe-menu-select'>) => {
      event.stopPropagation();
      change(event.detail.id as SearchSort);
    }}
    ><span class="facet">${t(`search.sort.${sort}`)}${icon('chevron-down')}</span></fe-menu
  >`;
}
