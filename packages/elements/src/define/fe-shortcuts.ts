import './fe-dialog.ts';
import { FeShortcuts } from '../shortcuts/shortcuts.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-shortcuts', FeShortcuts);

declare global {
  interface HTMLElementTagNameMap {
    'fe-shortcuts': FeShortcuts;
  }
}
