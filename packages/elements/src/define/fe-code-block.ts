import { FeCodeBlock } from '../messages/code-block.ts';

if (customElements.get('fe-code-block') === undefined) customElements.define('fe-code-block', FeCodeBlock);

declare global {
  interface HTMLElementTagNameMap {
    'fe-code-block': FeCodeBlock;
  }
}
