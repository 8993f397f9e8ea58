import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons/icons.ts';
import { errorText } from './error-text.ts';
import type { Localizer } from './localizer.ts';

/**
 * What went wrong, where it happened; nothing without an error.
 *
 * @param text - By default what is said of such errors.
 */
export function errorLine(
  localizer: Localizer,
  error: unknown,
  text = errorText(localizer, error),
): TemplateResult | typeof nothing {
  if (error === null) return nothing;
  return html`<p class="error" role="alert">${icon('circle-alert')}<span>${text}</span></p>`;
}
