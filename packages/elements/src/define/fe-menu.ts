import { FeMenu } from '../dialogs/menu.ts';

if (customElements.get('fe-menu') === undefined) customElements.define('fe-menu', FeMenu);

declare global {
  interface HTMLElementTagNameMap {
    'fe-menu': FeMenu;
  }
}
