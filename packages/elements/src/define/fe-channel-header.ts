import './fe-avatar.ts';
import './fe-dialog.ts';
import './fe-menu.ts';
import { FeChannelHeader } from '../channels/channel-header.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-channel-header', FeChannelHeader);

declare global {
  interface HTMLElementTagNameMap {
    'fe-channel-header': FeChannelHeader;
  }
}
