import { html, type TemplateResult } from 'lit';
import { icon, type IconName } from './icons.ts';

/** A button that is an icon, with its name for those who do not see it or do not know it. */
export function iconButton(name: IconName, label: string, press: () => void, look = ''): TemplateResult {
  return html`<button
    class="icon-button ${look}"
    type="button"
    aria-label=${label}
    title=${label}
    @click=${press}
  >
    ${icon(name)}
  </button>`;
}
