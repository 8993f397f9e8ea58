import { limits, type Me, type UserId } from '@fechatter/protocol';
import { recountMentions } from '../channels/own-membership.ts';
import { ApiError } from '../errors/api-error.ts';
import { command } from '../event-log/workspace-writer.ts';
import { loadCaller } from './caller.ts';
import { getUser } from './find.ts';
import { presentMe, renewMe } from './me.ts';

interface Blocking {
  readonly userId: UserId;
  readonly otherId: UserId;
}

/** Blocks somebody, also one who is gone: they may come back. Tells the caller's devices, and nobody else. */
export const blockUser = command<Blocking, Me>('users.block', async (context, { userId, otherId }) => {
  const { tx, workspaceId, now } = context;
  const caller = await loadCaller(tx, { workspaceId, userId });
  if (otherId === userId) throw ApiError.field('path.userId', 'is yourself');
  await getUser(tx, caller, otherId);
  const me = await presentMe(tx, caller.member);
  if (me.blockedIds.includes(otherId)) return me;
  if (me.blockedIds.length >= limits.blockedUsers)
    throw new ApiError(
      'too_many',
      `You have blocked ${limits.blockedUsers} people, and can block no more: unblock one first.`,
    );
  return recountMentions(context, userId, async () => {
    await tx
      .insertInto('user_blocks')
      .values({ workspace_id: workspaceId, user_id: userId, blocked_id: otherId, created_at: now })
      .execute();
    return renewMe(context, userId);
  });
});

export const unblockUser = command<Blocking, Me>('users.unblock', async (context, { userId, otherId }) => {
  const { tx, workspaceId } = context;
  const caller = await loadCaller(tx, { workspaceId, userId });
  const me = await presentMe(tx, caller.member);
  if (!me.blockedIds.includes(otherId)) {
    await getUser(tx, caller, otherId);
    return me;
  }
  return recountMentions(context, userId, async () => {
    await tx
      .deleteFrom('user_blocks')
      .where('user_id', '=', userId)
      .where('blocked_id', '=', otherId)
      .execute();
    return renewMe(context, userId);
  });
});
