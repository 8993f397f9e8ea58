import type { ChannelId, Role, UserId } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import { addMember } from '../channels/membership.ts';
import type { WorkspaceMembersTable } from '../database/tables.ts';
import type { CommitContext } from '../event-log/workspace-writer.ts';
import { FIRST_CHANNEL } from '../workspaces/first-channel.ts';
import { toUser } from './presenters.ts';

type Member = Selectable<WorkspaceMembersTable>;

export interface Newcomer {
  readonly userId: UserId;
  readonly name: string;
  readonly role: Role;
  readonly avatarUrl?: string | null;
}

/** Reads somebody who is or once was in the workspace. */
export function findPerson({ tx }: Pick<CommitContext, 'tx'>, userId: UserId): Promise<Member | undefined> {
  return tx.selectFrom('workspace_members').selectAll().where('user_id', '=', userId).executeTakeFirst();
}

/** Lets somebody into the workspace, who was never there or has left, and tells everybody. */
export async function admitToWorkspace(context: CommitContext, newcomer: Newcomer): Promise<Member> {
  const entry = {
    name: newcomer.name,
    role: newcomer.role,
    ...(newcomer.avatarUrl !== undefined && { avatar_url: newcomer.avatarUrl }),
    joined_at: context.now,
    removed_at: null,
    removed_by: null,
    version: context.nextSeq,
  };
  const member = await context.tx
    .insertInto('workspace_members')
    .values({ ...entry, workspace_id: context.workspaceId, user_id: newcomer.userId })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'user_id']).doUpdateSet(entry))
    .returningAll()
    .executeTakeFirstOrThrow();
  context.append({ to: 'workspace' }, { type: 'user.joined', data: { user: toUser(member) } });
  return member;
}

/** Puts somebody who just came into the channel that everybody starts in. A guest is only where they were put. */
export async function joinFirstChannel(context: CommitContext, member: Pick<Member, 'user_id' | 'role'>): Promise<void> {
  if (member.role === 'guest') return;
  const channel = await context.tx
    .selectFrom('channels')
    .selectAll()
    .where('kind', '=', 'public')
    .where('archived_at', 'is', null)
    .where((row) => row(row.fn<string>('lower', ['name']), '=', FIRST_CHANNEL))
    .executeTakeFirst();
  if (channel) await addMember(context, channel, member.user_id, 'member');
}

/** Puts somebody into those of these channels that are in use. */
export async function joinChannels(context: CommitContext, userId: UserId, channelIds: readonly ChannelId[]): Promise<void> {
  if (channelIds.length === 0) return;
  const channels = await context.tx
    .selectFrom('channels')
    .selectAll()
    .where('id', 'in', channelIds)
    .where('kind', 'in', ['public', 'private'])
    .where('archived_at', 'is', null)
    .orderBy('id')
    .execute();
  for (const channel of channels) await addMember(context, channel, userId, 'member');
}
