import './fe-avatar.ts';
import './fe-menu.ts';
import { FeSearch } from '../search/search.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-search', FeSearch);

declare global {
  interface HTMLElementTagNameMap {
    'fe-search': FeSearch;
  }
}
