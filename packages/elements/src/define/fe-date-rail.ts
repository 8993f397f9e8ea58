import { FeDateRail } from '../messages/dates/date-rail.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-date-rail', FeDateRail);

declare global {
  interface HTMLElementTagNameMap {
    'fe-date-rail': FeDateRail;
  }
}
