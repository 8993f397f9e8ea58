import { FeWorkspaceCreate } from '../workspaces/workspace-create.ts';

if (customElements.get('fe-workspace-create') === undefined)
  customElements.define('fe-workspace-create', FeWorkspaceCreate);

declare global {
  interface HTMLElementTagNameMap {
    'fe-workspace-create': FeWorkspaceCreate;
  }
}
