import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons/icons.ts';
import { errorText } from './error-text.ts';
import type { Localizer } from './localizer.ts';

/** What went wrong, where it happened; nothing without an error. */
export const errorLine = (localizer: Localizer, error: unknown): TemplateResult | typeof nothing =>
  error === null
    ? nothing
    : html`<p class="error" role="alert">
        ${icon('circle-alert')}<span>${errorText(localizer, error)}</span>
      </p>`;
