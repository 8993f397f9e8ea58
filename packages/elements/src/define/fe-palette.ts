import './fe-avatar.ts';
import './fe-dialog.ts';
import { FePalette } from '../palette/palette.ts';

if (customElements.get('fe-palette') === undefined) customElements.define('fe-palette', FePalette);

declare global {
  interface HTMLElementTagNameMap {
    'fe-palette': FePalette;
  }
}
