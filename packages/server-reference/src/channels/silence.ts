/** Silence: a member goes on reading, and cannot write for a while. The clock ends it, so nobody has to. */
import { limits, type ChannelId, type ChannelMember, type UserId } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { command, type CommitContext } from '../event-log/workspace-writer.ts';
import { findMember, loadChannel } from './access.ts';
import { announceMembership } from './own-membership.ts';
import * as policy from './policies.ts';
import { toChannelMember } from './presenters.ts';
import { callerOf, type ChannelInput } from './requirements.ts';

const DAY_MS = 86_400_000;

export const silenceMember = command<
  ChannelInput & { readonly memberId: UserId; readonly until: string | null },
  ChannelMember
>('channels.silenceMember', async (context, { userId, channelId, memberId, until: asked }) => {
  const { tx, now } = context;
  const caller = await callerOf(context, userId);
  const { channel, member } = await loadChannel(tx, caller, channelId);
  const other = await findMember(tx, channelId, memberId);
  if (!other) throw new ApiError('not_found', 'There is no such member of the channel.');
  if (memberId === userId) throw new ApiError('forbidden', 'Nobody can silence themself, or end it.');
  if (!policy.mayRemoveMember(channel, member, caller.role, other))
    throw new ApiError('forbidden', 'Only those who keep the channel can silence somebody.');
  const until = asked === null ? null : endOf(asked, now);
  if (until?.getTime() === other.silenced_until?.getTime()) return toChannelMember(other, channel);

  // Two events tell of it: one to the members, and one to the person, whose own copy has to be the newer one.
  const row = await tx
    .updateTable('channel_members')
    .set({ silenced_until: until, version: context.nextSeq, own_version: context.nextSeq + 1 })
    .where('channel_id', '=', channelId)
    .where('user_id', '=', memberId)
    .returningAll()
    .executeTakeFirstOrThrow();
  const shown = toChannelMember(row, channel);
  context.append({ to: 'channel', channelId }, { type: 'member.updated', data: { member: shown } });
  await announceMembership(context, row);
  return shown;
});

/** @returns null for a moment that has passed. */
function endOf(asked: string, now: Date): Date | null {
  const until = new Date(asked);
  if (until.getTime() - now.getTime() > limits.silenceDays * DAY_MS)
    throw ApiError.field('body.until', `can be ${limits.silenceDays} days ahead at most`);
  return until > now ? until : null;
}

/** Somebody's membership ends, and what is left of their silence waits for them: leaving is no way out of it. */
export async function keepSilence(
  { tx, workspaceId, now }: CommitContext,
  channelId: ChannelId,
  userId: UserId,
  until: Date | null,
): Promise<void> {
  if (until === null || until <= now) return;
  await tx
    .insertInto('kept_silences')
    .values({ workspace_id: workspaceId, channel_id: channelId, user_id: userId, until })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'channel_id', 'user_id']).doUpdateSet({ until }),
    )
    .execute();
}

/** What is left of the silence of somebody who becomes a member; null when there is none. */
export async function takeSilence(
  { tx, now }: CommitContext,
  channelId: ChannelId,
  userId: UserId,
): Promise<Date | null> {
  const kept = await tx
    .deleteFrom('kept_silences')
    .where('channel_id', '=', channelId)
    .where('user_id', '=', userId)
    .returning('until')
    .executeTakeFirst();
  return kept && kept.until > now ? kept.until : null;
}
