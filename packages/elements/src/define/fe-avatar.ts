import { FeAvatar } from '../avatars/avatar.ts';

if (customElements.get('fe-avatar') === undefined) customElements.define('fe-avatar', FeAvatar);

declare global {
  interface HTMLElementTagNameMap {
    'fe-avatar': FeAvatar;
  }
}
