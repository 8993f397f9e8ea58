import type { Snapshot, UserId } from '@fechatter/protocol';
import { viewChannels } from '../channels/presenters.ts';
import type { Database } from '../database/database.ts';
import type { Handlers } from '../http/handlers.ts';
import type { Presences } from '../presence/presences.ts';
import type { Cursors } from '../realtime/cursor.ts';
import { loadCaller } from '../users/caller.ts';
import { presentMe } from '../users/me.ts';
import { toUser } from '../users/presenters.ts';
import { visibleUserIds } from '../users/visibility.ts';
import { toWorkspace } from './presenters.ts';

/** The whole state of a workspace for one person, as it was at one moment, and the cursor of that moment. */
export function snapshotHandlers({
  database,
  cursors,
  presences,
}: {
  readonly database: Database;
  readonly cursors: Cursors;
  readonly presences: Presences;
}): Pick<Handlers, 'workspaces.snapshot'> {
  return {
    'workspaces.snapshot': (context) =>
      database.workspaceSnapshot(context.workspaceId, async (tx): Promise<Snapshot> => {
        const caller = await loadCaller(tx, context);
        const workspace = await tx
          .selectFrom('workspaces')
          .selectAll()
          .where('id', '=', context.workspaceId)
          .executeTakeFirstOrThrow();
        const rows = await tx
          .selectFrom('channels')
          .innerJoin('channel_members as own', (join) =>
            join
              .onRef('own.channel_id', '=', 'channels.id')
              .onRef('own.workspace_id', '=', 'channels.workspace_id'),
          )
          .selectAll('channels')
          .where('own.user_id', '=', caller.userId)
          .orderBy('channels.id')
          .execute();
        const views = await viewChannels(tx, caller.userId, rows);
        const ids = new Set<UserId>([
          caller.userId,
          ...views.flatMap((view) => view.channel.memberIds ?? []),
        ]);
        const users = await tx
          .selectFrom('workspace_members')
          .selectAll()
          .where('user_id', 'in', [...ids])
          .execute();
        const visible = caller.role === 'guest' ? new Set(await visibleUserIds(tx, caller.userId)) : null;
        return {
          cursor:
            cursors.prefix(context.workspaceId, caller.userId, workspace.epoch) + String(workspace.head_seq),
          workspace: toWorkspace(workspace),
          me: await presentMe(tx, caller.member),
          channels: views.map((view) => view.channel),
          memberships: views.flatMap((view) => (view.membership ? [view.membership] : [])),
          users: users.map(toUser),
          presence: presences
            .of(context.workspaceId)
            .filter((presence) => visible === null || visible.has(presence.userId)),
        };
      }),
  };
}
