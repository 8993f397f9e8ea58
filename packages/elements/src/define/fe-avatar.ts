import { FeAvatar } from '../avatars/avatar.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-avatar', FeAvatar);

declare global {
  interface HTMLElementTagNameMap {
    'fe-avatar': FeAvatar;
  }
}
