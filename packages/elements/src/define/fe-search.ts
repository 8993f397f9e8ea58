import './fe-avatar.ts';
import './fe-menu.ts';
import { FeSearch } from '../search/search.ts';

if (customElements.get('fe-search') === undefined) customElements.define('fe-search', FeSearch);

declare global {
  interface HTMLElementTagNameMap {
    'fe-search': FeSearch;
  }
}
