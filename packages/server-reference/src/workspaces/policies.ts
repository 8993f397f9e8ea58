/** Who may do what with a workspace: pure functions. */
import type { Role, WorkspaceId } from '@fechatter/protocol';

export const mayChangeWorkspace = (role: Role): boolean => role === 'owner' || role === 'admin';

/** App keys let a host speak for people up to admins. */
export const mayKeepAppKeys = (role: Role): boolean => role === 'owner' || role === 'admin';

/**
 * Somebody whom a host vouched for stays in the host's workspace, and where accounts come by invite only, so do
 * workspaces: the operator makes them.
 */
export const mayCreateWorkspace = (
  session: { readonly boundTo: WorkspaceId | null },
  signUp: 'open' | 'invite',
): boolean => session.boundTo === null && signUp === 'open';
