import './fe-avatar.ts';
import { FeComposer } from '../composer/composer.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-composer', FeComposer);

declare global {
  interface HTMLElementTagNameMap {
    'fe-composer': FeComposer;
  }
}
