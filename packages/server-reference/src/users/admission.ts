import { createId, type ChannelId, type Role, type UserId } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import { addMember } from '../channels/membership.ts';
import type { WorkspaceMembersTable } from '../database/tables.ts';
import type { CommitContext } from '../event-log/workspace-writer.ts';
import { toUser } from './presenters.ts';

type Member = Selectable<WorkspaceMembersTable>;

/** The channel that every workspace has from its first day, and that newcomers are put into. */
const FIRST_CHANNEL = 'general';

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

/**
 * Puts somebody who just came into the channel that everybody starts in. The first one to come into a workspace
 * without channels makes it. A guest is only where they were put.
 */
export async function joinFirstChannel(
  context: CommitContext,
  member: Pick<Member, 'user_id' | 'role'>,
): Promise<void> {
  if (member.role === 'guest') return;
  const channel = await context.tx
    .selectFrom('channels')
    .selectAll()
    .where('kind', '=', 'public')
    .where('archived_at', 'is', null)
    .where((row) => row(row.fn<string>('lower', ['name']), '=', FIRST_CHANNEL))
    .executeTakeFirst();
  if (channel) await addMember(context, channel, member.user_id, 'member');
  else if (!(await context.tx.selectFrom('channels').select('id').limit(1).executeTakeFirst()))
    await makeFirstChannel(context, member);
}

async function makeFirstChannel(
  context: CommitContext,
  member: Pick<Member, 'user_id' | 'role'>,
): Promise<void> {
  const channel = await context.tx
    .insertInto('channels')
    .values({
      workspace_id: context.workspaceId,
      id: createId(),
      kind: 'public',
      name: FIRST_CHANNEL,
      description: '',
      direct_key: null,
      created_by: member.user_id,
      created_at: context.now,
      member_count: 0,
      version: context.nextSeq,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await addMember(
    context,
    channel,
    member.user_id,
    member.role === 'owner' || member.role === 'admin' ? 'owner' : 'member',
  );
}

/** Puts somebody into those of these channels that are in use. */
export async function joinChannels(
  context: CommitContext,
  userId: UserId,
  channelIds: readonly ChannelId[],
): Promise<void> {
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
