import { FeFindBar } from '../messages/find/find-bar.ts';

if (customElements.get('fe-find-bar') === undefined) customElements.define('fe-find-bar', FeFindBar);

declare global {
  interface HTMLElementTagNameMap {
    'fe-find-bar': FeFindBar;
  }
}
