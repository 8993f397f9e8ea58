import './fe-avatar.ts';
import { FeChannelList } from '../channels/channel-list.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-channel-list', FeChannelList);

declare global {
  interface HTMLElementTagNameMap {
    'fe-channel-list': FeChannelList;
  }
}
