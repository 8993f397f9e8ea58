import './fe-dialog.ts';
import { FeShortcuts } from '../shortcuts/shortcuts.ts';

if (customElements.get('fe-shortcuts') === undefined) customElements.define('fe-shortcuts', FeShortcuts);

declare global {
  interface HTMLElementTagNameMap {
    'fe-shortcuts': FeShortcuts;
  }
}
