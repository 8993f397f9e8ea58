import './fe-avatar.ts';
import './fe-dialog.ts';
import { FeProfile } from '../profile/profile.ts';

if (customElements.get('fe-profile') === undefined) customElements.define('fe-profile', FeProfile);

declare global {
  interface HTMLElementTagNameMap {
    'fe-profile': FeProfile;
  }
}
