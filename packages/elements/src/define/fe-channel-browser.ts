import './fe-avatar.ts';
import './fe-dialog.ts';
import { FeChannelBrowser } from '../channels/channel-browser.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-channel-browser', FeChannelBrowser);

declare global {
  interface HTMLElementTagNameMap {
    'fe-channel-browser': FeChannelBrowser;
  }
}
