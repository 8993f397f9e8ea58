import { FeMenu } from '../dialogs/menu.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-menu', FeMenu);

declare global {
  interface HTMLElementTagNameMap {
    'fe-menu': FeMenu;
  }
}
