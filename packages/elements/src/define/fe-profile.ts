import './fe-avatar.ts';
import './fe-dialog.ts';
import { FeProfile } from '../profile/profile.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-profile', FeProfile);

declare global {
  interface HTMLElementTagNameMap {
    'fe-profile': FeProfile;
  }
}
