/** What has to be so for a change of a channel: each is checked before anything is written. */
import { limits, type ChannelId, type UserId } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import type { CommitContext } from '../event-log/workspace-writer.ts';
import { loadCaller, type Caller } from '../users/caller.ts';
import type { ChannelRow, MemberRow } from './presenters.ts';

/** Who does something to which channel. */
export interface ChannelInput {
  readonly userId: UserId;
  readonly channelId: ChannelId;
}

/** Who does it, as they are in the commit. */
export const callerOf = (context: CommitContext, userId: UserId): Promise<Caller> =>
  loadCaller(context.tx, { workspaceId: context.workspaceId, userId });

/** @throws {ApiError} `invalid_request` when one of them is not in the workspace. */
export async function requirePeople(
  { tx }: CommitContext,
  ids: readonly UserId[],
  field: string,
): Promise<void> {
  if (ids.length === 0) return;
  const found = await tx
    .selectFrom('workspace_members')
    .select('user_id')
    .where('user_id', 'in', ids)
    .where('removed_at', 'is', null)
    .execute();
  if (found.length < ids.length) throw ApiError.field(field, 'names somebody who is not in this workspace');
}

/** @throws {ApiError} `name_taken` when another public channel that is in use has the name. */
export async function requireFreeName({ tx }: CommitContext, name: string, except: ChannelId): Promise<void> {
  const taken = await tx
    .selectFrom('channels')
    .select('id')
    .where('kind', '=', 'public')
    .where('archived_at', 'is', null)
    .where((row) => row(row.fn<string>('lower', ['name']), '=', row.fn<string>('lower', [row.val(name)])))
    .where('id', '!=', except)
    .executeTakeFirst();
  if (taken)
    throw new ApiError('name_taken', `There is a public channel named "${name}".`, {
      fields: [{ field: 'body.name', message: 'is taken' }],
    });
}

/** A named channel that has people keeps an owner. */
export async function requireAnotherOwner(
  { tx }: CommitContext,
  channel: ChannelRow,
  leaving: MemberRow,
): Promise<void> {
  if (leaving.role !== 'owner' || channel.kind === 'group' || channel.member_count <= 1) return;
  const other = await tx
    .selectFrom('channel_members')
    .select('user_id')
    .where('channel_id', '=', channel.id)
    .where('role', '=', 'owner')
    .where('user_id', '!=', leaving.user_id)
    .executeTakeFirst();
  if (!other) throw new ApiError('last_owner');
}

/**
 * Whether these people can be in one more channel. Checked for whoever asks and whomever they name, before
 * anything is written.
 *
 * @returns those who cannot.
 */
async function withoutRoom({ tx }: CommitContext, ids: readonly UserId[]): Promise<UserId[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom('channel_members')
    .select('user_id')
    .where('user_id', 'in', ids)
    .groupBy('user_id')
    .having((row) => row.fn.countAll(), '>=', limits.channelsPerUser)
    .execute();
  return rows.map((row) => row.user_id);
}

/** @throws {ApiError} `forbidden` when the caller is in as many channels as one person can be. */
export async function requireOwnRoom(context: CommitContext, userId: UserId): Promise<void> {
  if ((await withoutRoom(context, [userId])).length > 0)
    throw new ApiError(
      'forbidden',
      `You are in ${limits.channelsPerUser} channels, and nobody can be in more: leave one first.`,
    );
}

/** The same for people whom a request names. */
export async function requireRoom(
  context: CommitContext,
  ids: readonly UserId[],
  field: string,
): Promise<void> {
  if ((await withoutRoom(context, ids)).length > 0)
    throw ApiError.field(
      field,
      `names somebody who is in ${limits.channelsPerUser} channels, and can be in no more`,
    );
}
