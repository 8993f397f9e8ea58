import { FeSignIn } from '../sign-in/sign-in.ts';

if (customElements.get('fe-sign-in') === undefined) customElements.define('fe-sign-in', FeSignIn);

declare global {
  interface HTMLElementTagNameMap {
    'fe-sign-in': FeSignIn;
  }
}
