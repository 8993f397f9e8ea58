import './fe-avatar.ts';
import './fe-dialog.ts';
import './fe-menu.ts';
import './fe-workspace-create.ts';
import { FeWorkspaceSwitch } from '../workspaces/workspace-switch.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-workspace-switch', FeWorkspaceSwitch);

declare global {
  interface HTMLElementTagNameMap {
    'fe-workspace-switch': FeWorkspaceSwitch;
  }
}
