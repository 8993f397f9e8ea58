import { FeFindBar } from '../messages/find/find-bar.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-find-bar', FeFindBar);

declare global {
  interface HTMLElementTagNameMap {
    'fe-find-bar': FeFindBar;
  }
}
