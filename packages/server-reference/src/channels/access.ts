import type { ChannelId, UserId } from '@fechatter/protocol';
import type { WalledTransaction } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import { requireNoBlock } from '../users/blocks.ts';
import type { Caller } from '../users/caller.ts';
import { mayFind } from './policies.ts';
import type { ChannelRow, MemberRow } from './presenters.ts';

/** A channel, and the caller's place in it. */
export interface ChannelAccess {
  readonly channel: ChannelRow;
  readonly member: MemberRow | null;
}

export function findMember(
  tx: WalledTransaction,
  channelId: ChannelId,
  userId: UserId,
): Promise<MemberRow | undefined> {
  return tx
    .selectFrom('channel_members')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

/** Those of some people who cannot be in a channel. */
export async function findBanned(
  tx: WalledTransaction,
  channelId: ChannelId,
  people: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  if (people.length === 0) return new Set();
  const bans = await tx
    .selectFrom('channel_bans')
    .select('user_id')
    .where('channel_id', '=', channelId)
    .where('user_id', 'in', people)
    .execute();
  return new Set(bans.map((ban) => ban.user_id));
}

/** Reads a channel that the caller may know of. One that they may not is not told from one that is not there. */
export async function loadChannel(
  tx: WalledTransaction,
  caller: Caller,
  channelId: ChannelId,
): Promise<ChannelAccess> {
  const channel = await tx.selectFrom('channels').selectAll().where('id', '=', channelId).executeTakeFirst();
  const member = (channel && (await findMember(tx, channelId, caller.userId))) ?? null;
  if (!channel || !mayFind(channel, member, caller.role))
    throw new ApiError('not_found', 'There is no such channel, or you may not see it.');
  return { channel, member };
}

/** The same for what only members may do. */
export async function loadOwnChannel(
  tx: WalledTransaction,
  caller: Caller,
  channelId: ChannelId,
): Promise<ChannelAccess & { readonly member: MemberRow }> {
  const { channel, member } = await loadChannel(tx, caller, channelId);
  if (!member) throw new ApiError('forbidden', 'Only members of the channel can do this: join it first.');
  return { channel, member };
}

/**
 * Why somebody who is silenced until a moment may not write now; null when they may, because it has passed or there is
 * none.
 */
export const refusalOfSilenced = (until: Date | null, now: Date): ApiError | null =>
  until !== null && until > now
    ? new ApiError('silenced', `You are silenced in this channel until ${until.toISOString()}.`)
    : null;

/** Refuses to write in a conversation of two while one of them has blocked the other. */
export async function requireUnblocked(
  tx: WalledTransaction,
  { direct_key: directKey }: Pick<ChannelRow, 'direct_key'>,
): Promise<void> {
  if (directKey === null) return;
  const [one = '', other = ''] = directKey.split(':');
  await requireNoBlock(tx, one, other);
}

/** Refuses changes of an archived channel. */
export function requireActive(channel: Pick<ChannelRow, 'archived_at'>): void {
  if (channel.archived_at !== null) throw new ApiError('channel_archived');
}
