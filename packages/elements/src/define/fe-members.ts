import './fe-avatar.ts';
import './fe-menu.ts';
import { FeMembers } from '../members/members.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-members', FeMembers);

declare global {
  interface HTMLElementTagNameMap {
    'fe-members': FeMembers;
  }
}
