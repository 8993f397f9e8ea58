import { FeCodeBlock } from '../messages/code-block.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-code-block', FeCodeBlock);

declare global {
  interface HTMLElementTagNameMap {
    'fe-code-block': FeCodeBlock;
  }
}
