import { FeDialog } from '../dialogs/dialog.ts';

if (customElements.get('fe-dialog') === undefined) customElements.define('fe-dialog', FeDialog);

declare global {
  interface HTMLElementTagNameMap {
    'fe-dialog': FeDialog;
  }
}
