import { FeSignIn } from '../sign-in/sign-in.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-sign-in', FeSignIn);

declare global {
  interface HTMLElementTagNameMap {
    'fe-sign-in': FeSignIn;
  }
}
