/** The parts of a list that comes page by page. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../icons/icons.ts';
import { errorLine } from '../localize/error-line.ts';
import type { Localizer } from '../localize/localizer.ts';
import type { PageList } from './page-list.ts';

/** The field that searches it. */
export function searchField<T>(list: PageList<T>, label: string): TemplateResult {
  return html`<label class="search"
    >${icon('search')}<input
      class="input"
      type="search"
      data-autofocus
      autocomplete="off"
      aria-label=${label}
      placeholder=${label}
      .value=${list.q}
      @input=${(event: Event) => {
        list.search((event.target as HTMLInputElement).value);
      }}
  /></label>`;
}

/** How the items of a list are shown. */
interface Rows<T> {
  /** Names an item, for as long as it is in the list. */
  readonly key: (item: T) => string;
  readonly row: (item: T) => TemplateResult;
  /** What stands there when there are none. */
  readonly none: string | TemplateResult;
  /** Those that are shown, where that is not all. */
  readonly where?: (item: T) => boolean;
}

/** Its rows, or what stands in their place; why they could not be had; the way to more of them. */
export function pageRows<T>(
  list: PageList<T>,
  localizer: Localizer,
  { key, row, none, where = () => true }: Rows<T>,
): TemplateResult {
  const items = list.items?.filter(where) ?? null;
  const instead = items === null ? (list.error === null ? ghosts() : nothing) : none;
  return html`${errorLine(localizer, list.error)}
  ${
    items === null || items.length === 0
      ? html`<div class=${items === null ? '' : 'empty'}>${instead}</div>`
      : html`<ul>
          ${repeat(items, key, (item) => html`<li>${row(item)}</li>`)}
        </ul>`
  }
  ${
    list.hasMore
      ? html`<button
          class="button small quiet more-button"
          type="button"
          @click=${() => {
            list.more();
          }}
        >
          ${localizer.t('action.showMore')}
        </button>`
      : nothing
  }`;
}

/** Rows in the shape of what is on its way. */
function ghosts(): TemplateResult[] {
  return Array.from({ length: 5 }, () => html`<span class="skeleton ghost"></span>`);
}
