import { FeDialog } from '../dialogs/dialog.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-dialog', FeDialog);

declare global {
  interface HTMLElementTagNameMap {
    'fe-dialog': FeDialog;
  }
}
