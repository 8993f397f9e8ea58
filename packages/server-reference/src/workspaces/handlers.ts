import { listWorkspaces, loadUser } from '../auth/account.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { Database } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import type { WorkspaceWriter } from '../event-log/workspace-writer.ts';
import type { Handlers } from '../http/handlers.ts';
import { guardAttempt, guessingLimits, networkOf, takeAttempt } from '../rate-limits/guessing-limits.ts';
import type { RateLimiter } from '../rate-limits/rate-limiter.ts';
import { endMembership } from '../users/handlers.ts';
import { foundWorkspace } from './founding.ts';
import * as invites from './invites.ts';
import type { OriginPolicy } from './origin-policy.ts';
import { mayCreateWorkspace } from './policies.ts';
import { updateWorkspace } from './update.ts';

export interface WorkspaceServices {
  readonly database: Database;
  readonly writer: WorkspaceWriter;
  readonly sessions: Sessions;
  readonly origins: OriginPolicy;
  readonly limiter: RateLimiter;
  readonly publicUrl: string;
  readonly signUp: 'open' | 'invite';
}

type Names =
  | 'workspaces.list'
  | 'workspaces.create'
  | 'workspaces.update'
  | 'workspaces.leave'
  | Extract<keyof Handlers, `invites.${string}`>;

export function workspaceHandlers(services: WorkspaceServices): Pick<Handlers, Names> {
  const { database, writer, origins, limiter, publicUrl } = services;
  return {
    'workspaces.list': async (context) => ({ items: await listWorkspaces(database, context) }),

    'workspaces.create': async (context, { body }) => {
      if (!mayCreateWorkspace(context, services.signUp))
        throw new ApiError('forbidden', 'You cannot make workspaces on this server.');
      await takeAttempt(limiter, [guessingLimits.workspaceByUser, context.userId]);
      const user = await loadUser(database, context.userId);
      return foundWorkspace(services, { ...body, owner: { userId: context.userId, name: user.name } });
    },

    'workspaces.update': async ({ workspaceId, userId }, { body }) => {
      const workspace = await writer.submit(workspaceId, updateWorkspace, { userId, body });
      origins.invalidate(workspaceId);
      return workspace;
    },

    'workspaces.leave': (context) => endMembership(services, context, context.userId),

    'invites.preview': ({ ip }, { path }) =>
      guardAttempt(limiter, [[guessingLimits.inviteByAddress, networkOf(ip)]], () =>
        invites.previewInvite(database, path.code),
      ),

    'invites.accept': ({ ip, userId, boundTo }, { path }) =>
      guardAttempt(limiter, [[guessingLimits.inviteByAddress, networkOf(ip)]], async () => {
        const { name } = await loadUser(database, userId);
        return invites.acceptInvite(services, path.code, { userId, name, boundTo });
      }),

    'invites.list': async (context) => ({ items: await invites.listInvites(database, context) }),
    'invites.create': ({ workspaceId, userId }, { body }) =>
      writer.submit(workspaceId, invites.createInvite, { userId, body, publicUrl }),
    'invites.revoke': ({ workspaceId, userId }, { path }) =>
      writer.submit(workspaceId, invites.revokeInvite, { userId, inviteId: path.inviteId }),
  };
}
