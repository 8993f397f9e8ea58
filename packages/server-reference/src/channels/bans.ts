/** Bans: who cannot be in a channel, however they would come into it. */
import type { ChannelBan, ChannelId, RouteArguments, RouteOutput, UserId } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import { pageByName } from '../database/page-by-name.ts';
import type { ChannelBansTable } from '../database/tables.ts';
import { ApiError } from '../errors/api-error.ts';
import { command } from '../event-log/workspace-writer.ts';
import type { WorkspaceContext } from '../http/handlers.ts';
import { findPerson } from '../users/admission.ts';
import { loadCaller } from '../users/caller.ts';
import { toUser } from '../users/presenters.ts';
import { findMember, loadChannel } from './access.ts';
import { removeMember } from './membership.ts';
import * as policy from './policies.ts';
import { callerOf, requireAnotherOwner, type ChannelInput } from './requirements.ts';

type BanInput = ChannelInput & { readonly targetId: UserId };

/** Bans somebody, member or not, and ends their membership. */
export const banFromChannel = command<BanInput & { readonly reason: string }, ChannelBan>(
  'channels.ban',
  async (context, { userId, channelId, targetId, reason }) => {
    const { tx, workspaceId, now } = context;
    const caller = await callerOf(context, userId);
    const { channel, member } = await loadChannel(tx, caller, channelId);
    const other = await findMember(tx, channelId, targetId);
    if (targetId === userId) throw new ApiError('forbidden', 'Nobody can ban themself.');
    if (!policy.mayRemoveMember(channel, member, caller.role, other ?? { role: 'member' }))
      throw new ApiError('forbidden', 'Only those who keep the channel can ban somebody.');
    if (!(await findPerson(context, targetId)))
      throw new ApiError('not_found', 'There is no such person in this workspace.');
    if (other) await requireAnotherOwner(context, channel, other);
    const ban = await tx
      .insertInto('channel_bans')
      .values({
        workspace_id: workspaceId,
        channel_id: channelId,
        user_id: targetId,
        reason,
        banned_by: userId,
        banned_at: now,
      })
      .onConflict((conflict) =>
        conflict.columns(['workspace_id', 'channel_id', 'user_id']).doUpdateSet({ reason }),
      )
      .returningAll()
      .executeTakeFirstOrThrow();
    await removeMember(context, channel, targetId);
    return toBan(ban);
  },
);

export const unbanFromChannel = command<BanInput, undefined>(
  'channels.unban',
  async (context, { userId, channelId, targetId }) => {
    const { tx } = context;
    const caller = await callerOf(context, userId);
    const { channel, member } = await loadChannel(tx, caller, channelId);
    if (!policy.mayUnban(channel, member, caller, targetId))
      throw new ApiError('forbidden', 'Only those who keep the channel can end a ban, and nobody their own.');
    await tx
      .deleteFrom('channel_bans')
      .where('channel_id', '=', channelId)
      .where('user_id', '=', targetId)
      .execute();
    return undefined;
  },
);

export async function listBans(
  tx: WalledTransaction,
  context: WorkspaceContext,
  channelId: ChannelId,
  query: RouteArguments<'channels.listBans'>['query'],
): Promise<RouteOutput<'channels.listBans'>> {
  const caller = await loadCaller(tx, context);
  const { channel, member } = await loadChannel(tx, caller, channelId);
  if (!policy.maySeeBans(channel, member, caller.role))
    throw new ApiError('forbidden', 'Only those who keep the channel can see who is banned from it.');
  const bans = tx
    .selectFrom('channel_bans as bans')
    .innerJoin('workspace_members as people', (join) =>
      join
        .onRef('people.user_id', '=', 'bans.user_id')
        .onRef('people.workspace_id', '=', 'bans.workspace_id'),
    )
    .selectAll('bans')
    .where('bans.channel_id', '=', channelId);
  const { page, next } = await pageByName(bans, { name: 'people.name', id: 'people.user_id' }, query);
  const named = [...new Set(page.flatMap((ban) => [ban.user_id, ban.banned_by]))];
  const users =
    named.length === 0
      ? []
      : await tx.selectFrom('workspace_members').selectAll().where('user_id', 'in', named).execute();
  return { items: page.map(toBan), users: users.map(toUser), next };
}

const toBan = (row: Selectable<ChannelBansTable>): ChannelBan => ({
  channelId: row.channel_id,
  userId: row.user_id,
  reason: row.reason,
  bannedBy: row.banned_by,
  bannedAt: row.banned_at.toISOString(),
});
