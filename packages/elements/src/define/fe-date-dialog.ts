import './fe-dialog.ts';
import { FeDateDialog } from '../messages/dates/date-dialog.ts';

if (customElements.get('fe-date-dialog') === undefined) customElements.define('fe-date-dialog', FeDateDialog);

declare global {
  interface HTMLElementTagNameMap {
    'fe-date-dialog': FeDateDialog;
  }
}
