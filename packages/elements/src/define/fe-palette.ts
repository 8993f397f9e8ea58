import './fe-avatar.ts';
import './fe-dialog.ts';
import { FePalette } from '../palette/palette.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-palette', FePalette);

declare global {
  interface HTMLElementTagNameMap {
    'fe-palette': FePalette;
  }
}
