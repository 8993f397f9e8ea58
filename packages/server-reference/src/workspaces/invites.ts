import type {
  CreatedInvite,
  Invite,
  InviteId,
  InvitePreview,
  RouteArguments,
  UserId,
  WorkspaceId,
  WorkspaceSummary,
} from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import { createSecret, hashSecret } from '../auth/secrets.ts';
import { mayFind } from '../channels/policies.ts';
import type { Database } from '../database/database.ts';
import type { InvitesTable } from '../database/tables.ts';
import { ApiError } from '../errors/api-error.ts';
import { command, type CommitContext, type WorkspaceWriter } from '../event-log/workspace-writer.ts';
import { admitToWorkspace, findPerson, joinChannels, joinFirstChannel } from '../users/admission.ts';
import { loadCaller, type Caller } from '../users/caller.ts';
import * as policy from './invite-policies.ts';
import { toWorkspace } from './presenters.ts';

type InviteRow = Selectable<InvitesTable>;

interface By {
  readonly userId: UserId;
}

const callerOf = (context: CommitContext, { userId }: By): Promise<Caller> =>
  loadCaller(context.tx, { workspaceId: context.workspaceId, userId });

export function toInvite(row: InviteRow): Invite {
  return {
    id: row.id,
    role: row.role,
    channelIds: row.channel_ids,
    maxUses: row.max_uses,
    uses: row.uses,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
  };
}

type Creation = RouteArguments<'invites.create'>['body'];

/** Makes an invite. Its code exists nowhere but in the answer. */
export const createInvite = command<
  By & { readonly body: Creation; readonly publicUrl: string },
  CreatedInvite
>('invites.create', async (context, { userId, body, publicUrl }) => {
  const { tx, now } = context;
  const caller = await callerOf(context, { userId });
  if (!policy.mayInvite(caller.role, body.role))
    throw new ApiError('forbidden', `Your role cannot invite somebody as ${body.role}.`);
  const taken = await tx.selectFrom('invites').select('id').where('id', '=', body.id).executeTakeFirst();
  if (taken) throw new ApiError('id_taken');
  const channelIds = [...new Set(body.channelIds)];
  await requireOwnChannels(context, caller, channelIds);
  const code = createSecret();
  const row = await tx
    .insertInto('invites')
    .values({
      workspace_id: context.workspaceId,
      id: body.id,
      code_hash: hashSecret(code),
      role: body.role,
      channel_ids: channelIds,
      max_uses: body.maxUses,
      created_by: userId,
      created_at: now,
      expires_at:
        body.expiresInSeconds === null ? null : new Date(now.getTime() + body.expiresInSeconds * 1_000),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  // After the "#", the code stands in no log of a server and in no Referer header.
  return { invite: toInvite(row), code, url: `${publicUrl}/invite#${code}` };
});

/** Nobody can invite into a channel that they could not add people to themself. */
async function requireOwnChannels(
  { tx }: CommitContext,
  caller: Caller,
  channelIds: readonly string[],
): Promise<void> {
  if (channelIds.length === 0) return;
  const channels = await tx
    .selectFrom('channels')
    .leftJoin('channel_members', (join) =>
      join
        .onRef('channel_members.channel_id', '=', 'channels.id')
        .onRef('channel_members.workspace_id', '=', 'channels.workspace_id')
        .on('channel_members.user_id', '=', caller.userId),
    )
    .select(['channels.kind', 'channels.archived_at', 'channel_members.role'])
    .where('channels.id', 'in', channelIds)
    .execute();
  const good = channels.filter((channel) => {
    const isNamed = channel.kind === 'public' || channel.kind === 'private';
    return isNamed && mayFind(channel, channel.role === null ? null : { role: channel.role }, caller.role);
  });
  if (good.length < channelIds.length)
    throw ApiError.field('body.channelIds', 'names a channel that you cannot invite into');
}

export const revokeInvite = command<By & { readonly inviteId: InviteId }, undefined>(
  'invites.revoke',
  async (context, { userId, inviteId }) => {
    const caller = await callerOf(context, { userId });
    const invite = await context.tx
      .selectFrom('invites')
      .selectAll()
      .where('id', '=', inviteId)
      .executeTakeFirst();
    if (!invite || !policy.maySeeInvites(caller.role))
      throw new ApiError('not_found', 'There is no such invite.');
    if (!policy.mayRevokeInvite(caller.role, userId, invite))
      throw new ApiError('forbidden', 'Only owners and admins can withdraw the invites of others.');
    await context.tx
      .updateTable('invites')
      .set({ revoked_at: context.now })
      .where('id', '=', inviteId)
      .where('revoked_at', 'is', null)
      .execute();
    return undefined;
  },
);

/** The invites that are still good, the newest first. */
export async function listInvites(
  database: Database,
  context: { readonly workspaceId: WorkspaceId; readonly userId: UserId },
): Promise<readonly Invite[]> {
  return database.workspace(context.workspaceId, async (tx) => {
    const { role } = await loadCaller(tx, context);
    if (!policy.maySeeInvites(role)) throw new ApiError('forbidden', 'Your role cannot see the invites.');
    const rows = await tx
      .selectFrom('invites')
      .selectAll()
      .where('revoked_at', 'is', null)
      .orderBy('id', 'desc')
      .execute();
    return rows.filter((row) => policy.isGood(row, new Date())).map(toInvite);
  });
}

/** Which invite a code is of: only the code tells the workspace, so this looks past the wall. */
async function findInvite(database: Database, code: string): Promise<InviteRow> {
  const invite = await database.system
    .selectFrom('invites')
    .selectAll()
    .where('code_hash', '=', hashSecret(code))
    .executeTakeFirst();
  if (!invite) throw new ApiError('invite_invalid');
  return invite;
}

/** What somebody sees of an invite before they accept it. */
export async function previewInvite(database: Database, code: string): Promise<InvitePreview> {
  const invite = await findInvite(database, code);
  if (!policy.isGood(invite, new Date())) throw new ApiError('invite_invalid');
  return database.workspace(invite.workspace_id, async (tx) => {
    const workspace = await tx
      .selectFrom('workspaces')
      .selectAll()
      .where('id', '=', invite.workspace_id)
      .executeTakeFirstOrThrow();
    const inviter = await tx
      .selectFrom('workspace_members')
      .select('name')
      .where('user_id', '=', invite.created_by)
      .executeTakeFirst();
    return { workspace: toWorkspace(workspace), role: invite.role, invitedBy: inviter?.name ?? '' };
  });
}

/**
 * Lets somebody in with an invite, and into its channels. Somebody who is in already keeps their role.
 *
 * @throws {ApiError} `invite_invalid`.
 */
export async function acceptInvite(
  services: { readonly database: Database; readonly writer: WorkspaceWriter },
  code: string,
  person: { readonly userId: UserId; readonly name: string; readonly boundTo: WorkspaceId | null },
): Promise<WorkspaceSummary> {
  const invite = await findInvite(services.database, code);
  // A session that a host opened for one workspace is no way into another one.
  if (person.boundTo !== null && person.boundTo !== invite.workspace_id) throw new ApiError('invite_invalid');
  return services.writer.submit(invite.workspace_id, accept, {
    userId: person.userId,
    name: person.name,
    inviteId: invite.id,
  });
}

const accept = command<By & { readonly name: string; readonly inviteId: InviteId }, WorkspaceSummary>(
  'invites.accept',
  async (context, { userId, name, inviteId }) => {
    const { tx, now, workspaceId } = context;
    const workspace = await tx
      .selectFrom('workspaces')
      .selectAll()
      .where('id', '=', workspaceId)
      .executeTakeFirstOrThrow();
    const invite = await tx
      .selectFrom('invites')
      .selectAll()
      .where('id', '=', inviteId)
      .executeTakeFirstOrThrow();
    const person = await findPerson(context, userId);
    const used = await tx
      .selectFrom('invite_uses')
      .select('user_id')
      .where('invite_id', '=', inviteId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    const isIn = person !== undefined && person.removed_at === null;
    if (isIn && used) return { workspace: toWorkspace(workspace), role: person.role };
    if (!policy.isGood(invite, now)) throw new ApiError('invite_invalid');
    if (person && !policy.readmits(invite, person)) throw new ApiError('invite_invalid');
    await tx
      .updateTable('invites')
      .set({ uses: invite.uses + 1 })
      .where('id', '=', inviteId)
      .execute();
    await tx
      .insertInto('invite_uses')
      .values({ workspace_id: workspaceId, invite_id: inviteId, user_id: userId, used_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const member = isIn
      ? person
      : await admitToWorkspace(context, { userId, name: person?.name ?? name, role: invite.role });
    if (!isIn) await joinFirstChannel(context, member);
    await joinChannels(context, userId, invite.channel_ids);
    return { workspace: toWorkspace(workspace), role: member.role };
  },
);
