import './fe-avatar.ts';
import { FeReports } from '../moderation/reports.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-reports', FeReports);

declare global {
  interface HTMLElementTagNameMap {
    'fe-reports': FeReports;
  }
}
