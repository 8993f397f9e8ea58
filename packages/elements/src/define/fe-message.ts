import './fe-avatar.ts';
import './fe-code-block.ts';
import './fe-menu.ts';
import { FeMessage } from '../messages/message.ts';

if (customElements.get('fe-message') === undefined) customElements.define('fe-message', FeMessage);

declare global {
  interface HTMLElementTagNameMap {
    'fe-message': FeMessage;
  }
}
