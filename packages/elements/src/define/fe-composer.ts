import './fe-avatar.ts';
import { FeComposer } from '../composer/composer.ts';

if (customElements.get('fe-composer') === undefined) customElements.define('fe-composer', FeComposer);

declare global {
  interface HTMLElementTagNameMap {
    'fe-composer': FeComposer;
  }
}
