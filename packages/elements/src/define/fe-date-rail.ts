import { FeDateRail } from '../messages/dates/date-rail.ts';

if (customElements.get('fe-date-rail') === undefined) customElements.define('fe-date-rail', FeDateRail);

declare global {
  interface HTMLElementTagNameMap {
    'fe-date-rail': FeDateRail;
  }
}
