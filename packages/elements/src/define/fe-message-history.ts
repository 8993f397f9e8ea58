import './fe-code-block.ts';
import './fe-dialog.ts';
import { FeMessageHistory } from '../messages/message-history.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-message-history', FeMessageHistory);

declare global {
  interface HTMLElementTagNameMap {
    'fe-message-history': FeMessageHistory;
  }
}
