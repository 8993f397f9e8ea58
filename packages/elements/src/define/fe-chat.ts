import './fe-avatar.ts';
import './fe-channel-header.ts';
import './fe-channel-list.ts';
import './fe-composer.ts';
import './fe-connection-banner.ts';
import './fe-sign-in.ts';
import './fe-timeline.ts';
import './fe-workspace-create.ts';
import './fe-workspace-switch.ts';
import { FeChat } from '../chat/chat.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-chat', FeChat);

declare global {
  interface HTMLElementTagNameMap {
    'fe-chat': FeChat;
  }
}
