import './fe-avatar.ts';
import './fe-dialog.ts';
import { FePersonAct } from '../moderation/person-act.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-person-act', FePersonAct);

declare global {
  interface HTMLElementTagNameMap {
    'fe-person-act': FePersonAct;
  }
}
