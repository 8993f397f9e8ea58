import './fe-dialog.ts';
import { FeDateDialog } from '../messages/dates/date-dialog.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-date-dialog', FeDateDialog);

declare global {
  interface HTMLElementTagNameMap {
    'fe-date-dialog': FeDateDialog;
  }
}
