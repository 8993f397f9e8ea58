import './fe-avatar.ts';
import './fe-dialog.ts';
import { FeBans } from '../moderation/bans.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-bans', FeBans);

declare global {
  interface HTMLElementTagNameMap {
    'fe-bans': FeBans;
  }
}
