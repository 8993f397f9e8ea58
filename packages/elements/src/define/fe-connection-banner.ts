import { FeConnectionBanner } from '../connection/connection-banner.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-connection-banner', FeConnectionBanner);

declare global {
  interface HTMLElementTagNameMap {
    'fe-connection-banner': FeConnectionBanner;
  }
}
