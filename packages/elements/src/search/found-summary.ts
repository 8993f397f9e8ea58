import { html, nothing, type TemplateResult } from 'lit';
import type { SearchFound, SearchSort } from '@fechatter/client-sdk';
import { icon } from '../icons/icons.ts';
import type { Localizer } from '../localize/localizer.ts';
import { sortMenu } from './filters.ts';
import { noticesOf } from './notices.ts';

export interface FoundSummaryView {
  readonly found: SearchFound;
  readonly sort: SearchSort;
  /** Whether the search is one that the reader has saved. */
  readonly saved: boolean;
  readonly localizer: Localizer;
  /** Looks for another text, which may be what was meant. */
  readonly correct: (text: string) => void;
  readonly toggleSaved: () => void;
  readonly sortBy: (sort: SearchSort) => void;
}

/** How many messages were found and in which order, and what is to be known about them. */
export function foundSummary(view: FoundSummaryView): TemplateResult {
  const { found, sort, localizer, correct, sortBy } = view;
  const { didYouMean } = found;
  const { total } = found.messages;
  const { t } = localizer;
  return html`<div class="above">
    ${noticesOf(found, localizer)}
    ${
      didYouMean === null
        ? nothing
        : html`<p class="notice">
            <span
              >${t('search.didYouMean')}
              <button
                class="link"
                type="button"
                dir="auto"
                @click=${() => {
                  correct(didYouMean);
                }}
              >
                ${didYouMean}
              </button></span
            >
          </p>`
    }
    ${
      total === 0
        ? nothing
        : html`<div class="count">
            <span>${t('search.count', { count: total })}</span>
            ${saveButton(view)} ${sortMenu(sort, localizer, sortBy)}
          </div>`
    }
  </div>`;
}

function saveButton({ saved, localizer, toggleSaved }: FoundSummaryView): TemplateResult {
  const label = localizer.t(saved ? 'search.unsave' : 'search.save');
  return html`<button
    class="icon-button save"
    type="button"
    aria-pressed=${String(saved)}
    aria-label=${label}
    title=${label}
    @click=${toggleSaved}
  >
    ${icon('star')}
  </button>`;
}
