import type { Sessions } from '../auth/sessions.ts';
import type { Database } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import type { WorkspaceWriter } from '../event-log/workspace-writer.ts';
import type { Handlers, RequestContext } from '../http/handlers.ts';
import type { Logger } from '../logging/logger.ts';
import { guardAttempt, guessingLimits, networkOf } from '../rate-limits/guessing-limits.ts';
import type { RateLimiter } from '../rate-limits/rate-limiter.ts';
import type { OriginPolicy } from '../workspaces/origin-policy.ts';
import { createAppKey, listAppKeys, revokeAppKey } from './app-keys.ts';
import { readHeader } from './host-token.ts';
import type { KeySets } from './key-sets.ts';
import { provision, upsertHostUser } from './provision.ts';
import { verifyHostToken } from './verify.ts';

export interface HostServices {
  readonly database: Database;
  readonly writer: WorkspaceWriter;
  readonly sessions: Sessions;
  readonly keySets: KeySets;
  readonly origins: OriginPolicy;
  readonly limiter: RateLimiter;
  readonly logger: Logger;
  readonly now: () => number;
}

export function hostHandlers(
  services: HostServices,
): Pick<Handlers, 'auth.host' | 'appKeys.list' | 'appKeys.create' | 'appKeys.revoke'> {
  const { database, limiter } = services;
  return {
    'auth.host': (context, { body }) =>
      guardAttempt(limiter, [[guessingLimits.hostSignInByAddress, networkOf(context.ip)]], () =>
        hostSignIn(services, context, body),
      ),
    'appKeys.list': async (context) => ({ items: await listAppKeys(database, context) }),
    'appKeys.create': (context, { body }) => createAppKey(database, context, body),
    'appKeys.revoke': (context, { path }) => revokeAppKey(database, context, path.appKeyId),
  };
}

async function hostSignIn(
  services: HostServices,
  context: RequestContext,
  { workspace: slug, token }: { readonly workspace: string; readonly token: string },
) {
  const { database, writer, sessions, origins, logger } = services;
  readHeader(token);
  const workspace = await database.system
    .selectFrom('workspaces')
    .select(['id', 'slug'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  // The same answer as for a key that is not there: workspaces cannot be found out by their names.
  if (!workspace) throw new ApiError('host_token_unknown_key');
  const { appKey, claims } = await verifyHostToken(services, workspace, token);
  if (context.origin !== null && !(await origins.allows(context.origin, workspace.id)))
    throw new ApiError('origin_not_allowed');
  const userId = await upsertHostUser(database, workspace.id, claims);
  const { unknownChannels } = await writer.submit(workspace.id, provision, {
    userId,
    appKeyId: appKey.id,
    claims,
  });
  if (unknownChannels.length > 0) {
    logger.warn(
      { requestId: context.requestId, workspaceId: workspace.id, channels: unknownChannels },
      'A host token names channels that are not there',
    );
  }
  return sessions.open(userId, { boundTo: workspace.id, userAgent: context.userAgent });
}
