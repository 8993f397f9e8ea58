import type { ChannelId, HostTokenClaims, Role, UserId, WorkspaceId } from '@fechatter/protocol';
import { createId } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import { addMember } from '../channels/membership.ts';
import type { Database } from '../database/database.ts';
import type { WorkspaceMembersTable } from '../database/tables.ts';
import { ApiError } from '../errors/api-error.ts';
import { command, type CommitContext } from '../event-log/workspace-writer.ts';
import { admitToWorkspace, findPerson, joinFirstChannel } from '../users/admission.ts';
import { announceMe } from '../users/me.ts';
import { toUser } from '../users/presenters.ts';

type Member = Selectable<WorkspaceMembersTable>;

/**
 * The person whom a host means: one for each workspace and subject. People are kept outside of the wall, and one
 * from a host never becomes one with a password, whatever address the host tells.
 */
export async function upsertHostUser(
  database: Database,
  workspaceId: WorkspaceId,
  claims: HostTokenClaims,
): Promise<UserId> {
  const told = { name: claims.name, host_email: claims.email ?? null };
  const user = await database.system
    .insertInto('users')
    .values({
      id: createId(),
      host_workspace_id: workspaceId,
      host_subject: claims.sub,
      created_at: new Date(),
      ...told,
    })
    .onConflict((conflict) => conflict.columns(['host_workspace_id', 'host_subject']).doUpdateSet(told))
    .returning('id')
    .executeTakeFirstOrThrow();
  return user.id;
}

export interface Provisioning {
  readonly userId: UserId;
  readonly appKeyId: string;
  readonly claims: HostTokenClaims;
}

/**
 * Uses up a host token and makes its person what the host says. Tells the channels that the token names and
 * that are not there.
 *
 * @throws {ApiError} `host_token_replayed`, or `forbidden` for somebody whom the workspace removed.
 */
export const provision = command<Provisioning, { readonly unknownChannels: readonly string[] }>(
  'auth.host',
  async (context, { userId, appKeyId, claims }) => {
    const person = await findPerson(context, userId);
    if (person && person.removed_at !== null && person.removed_by !== null)
      throw new ApiError('forbidden', 'This person was removed from the workspace.');
    await useUp(context, appKeyId, claims);
    if (!person || person.removed_at !== null) {
      const member = await admitToWorkspace(context, {
        userId,
        name: claims.name,
        role: claims.role ?? 'member',
        ...(claims.avatar !== undefined && { avatarUrl: claims.avatar }),
      });
      await joinFirstChannel(context, member);
    } else {
      await update(context, person, claims);
    }
    return { unknownChannels: await joinNamedChannels(context, userId, claims.channels ?? []) };
  },
);

/** One of two who come with the same token is refused, on whichever node they are. */
async function useUp(
  { tx, workspaceId, now }: CommitContext,
  appKeyId: string,
  claims: HostTokenClaims,
): Promise<void> {
  const fresh = await tx
    .insertInto('host_token_uses')
    // Until long after the leeway: a token is never forgotten while it could still be accepted.
    .values({
      workspace_id: workspaceId,
      app_key_id: appKeyId,
      jti: claims.jti,
      expires_at: new Date(claims.exp * 1_000 + 120_000),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('jti')
    .executeTakeFirst();
  if (!fresh) throw new ApiError('host_token_replayed');
  const justNow = new Date(now.getTime() - 60_000);
  await tx
    .updateTable('app_keys')
    .set({ last_used_at: now })
    .where('id', '=', appKeyId)
    .where((key) => key.or([key('last_used_at', 'is', null), key('last_used_at', '<', justNow)]))
    .execute();
}

/** The host is right about name, picture and role, but who owns the workspace is not its business. */
async function update(context: CommitContext, member: Member, claims: HostTokenClaims): Promise<void> {
  const role: Role = member.role === 'owner' ? 'owner' : (claims.role ?? member.role);
  const told = { name: claims.name, avatar_url: claims.avatar ?? member.avatar_url, role };
  if (told.name === member.name && told.avatar_url === member.avatar_url && told.role === member.role) return;
  const changed = await context.tx
    .updateTable('workspace_members')
    .set({ ...told, version: context.nextSeq, own_version: context.nextSeq })
    .where('user_id', '=', member.user_id)
    .returningAll()
    .executeTakeFirstOrThrow();
  context.append({ to: 'workspace' }, { type: 'user.updated', data: { user: toUser(changed) } });
  await announceMe(context, changed);
}

async function joinNamedChannels(
  context: CommitContext,
  userId: UserId,
  names: readonly (string | ChannelId)[],
): Promise<readonly string[]> {
  const unknown: string[] = [];
  for (const name of new Set(names)) {
    // Names are those of public channels, where they are unique; a private one is named by its id.
    const channel = await context.tx
      .selectFrom('channels')
      .selectAll()
      .where('archived_at', 'is', null)
      .where((row) =>
        row.or([
          row.and([row('kind', 'in', ['public', 'private']), row(row.cast<string>('id', 'text'), '=', name)]),
          row.and([
            row('kind', '=', 'public'),
            row(row.fn<string>('lower', ['name']), '=', row.fn<string>('lower', [row.val(name)])),
          ]),
        ]),
      )
      .executeTakeFirst();
    if (channel) await addMember(context, channel, userId, 'member');
    else unknown.push(name);
  }
  return unknown;
}
