import './fe-avatar.ts';
import { FeChannelList } from '../channels/channel-list.ts';

if (customElements.get('fe-channel-list') === undefined)
  customElements.define('fe-channel-list', FeChannelList);

declare global {
  interface HTMLElementTagNameMap {
    'fe-channel-list': FeChannelList;
  }
}
