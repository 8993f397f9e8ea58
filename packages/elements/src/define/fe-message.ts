import './fe-avatar.ts';
import './fe-code-block.ts';
import './fe-menu.ts';
import { FeMessage } from '../messages/message.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-message', FeMessage);

declare global {
  interface HTMLElementTagNameMap {
    'fe-message': FeMessage;
  }
}
