import './fe-avatar.ts';
import './fe-menu.ts';
import { FeMembers } from '../members/members.ts';

if (customElements.get('fe-members') === undefined) customElements.define('fe-members', FeMembers);

declare global {
  interface HTMLElementTagNameMap {
    'fe-members': FeMembers;
  }
}
