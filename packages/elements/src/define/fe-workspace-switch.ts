import './fe-avatar.ts';
import './fe-dialog.ts';
import './fe-menu.ts';
import './fe-workspace-create.ts';
import { FeWorkspaceSwitch } from '../workspaces/workspace-switch.ts';

if (customElements.get('fe-workspace-switch') === undefined)
  customElements.define('fe-workspace-switch', FeWorkspaceSwitch);

declare global {
  interface HTMLElementTagNameMap {
    'fe-workspace-switch': FeWorkspaceSwitch;
  }
}
