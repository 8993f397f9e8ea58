import { FeConnectionBanner } from '../connection/connection-banner.ts';

if (customElements.get('fe-connection-banner') === undefined)
  customElements.define('fe-connection-banner', FeConnectionBanner);

declare global {
  interface HTMLElementTagNameMap {
    'fe-connection-banner': FeConnectionBanner;
  }
}
