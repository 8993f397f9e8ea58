import { FeWorkspaceCreate } from '../workspaces/workspace-create.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-workspace-create', FeWorkspaceCreate);

declare global {
  interface HTMLElementTagNameMap {
    'fe-workspace-create': FeWorkspaceCreate;
  }
}
