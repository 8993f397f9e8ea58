import {
  limits,
  type ChannelId,
  type ChannelView,
  type RouteArguments,
  type UserId,
} from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { command, type CommitContext } from '../event-log/workspace-writer.ts';
import { requireNoBlock, requireUnblockedBy } from '../users/blocks.ts';
import type { Caller } from '../users/caller.ts';
import { visibleUserIds } from '../users/visibility.ts';
import { findMember } from './access.ts';
import { addMember } from './membership.ts';
import * as policy from './policies.ts';
import { viewChannel, type ChannelRow } from './presenters.ts';
import { callerOf, requireFreeName, requireOwnRoom, requirePeople, requireRoom } from './requirements.ts';

type Creation = RouteArguments<'channels.create'>['body'];

export const createChannel = command<{ readonly userId: UserId; readonly body: Creation }, ChannelView>(
  'channels.create',
  async (context, { userId, body }) => {
    const { tx } = context;
    const caller = await callerOf(context, userId);
    const known = await tx.selectFrom('channels').selectAll().where('id', '=', body.id).executeTakeFirst();
    if (known) {
      const same =
        known.created_by === userId &&
        known.kind === body.kind &&
        (body.kind !== 'direct' || known.direct_key === directKeyOf(userId, body.userId));
      // Whoever made it may have been removed since.
      if (!same || !policy.mayFind(known, (await findMember(tx, known.id, userId)) ?? null, caller.role))
        throw new ApiError('id_taken');
      return viewChannel(tx, userId, known);
    }
    if (body.kind === 'direct') return openDirect(context, caller, body.id, body.userId);
    if (!policy.mayCreateChannel(caller.role))
      throw new ApiError('forbidden', 'Guests cannot make channels.');
    const others = [...new Set(body.memberIds)].filter((id) => id !== userId);
    await requireOwnRoom(context, userId);
    await requirePeople(context, others, 'body.memberIds');
    await requireRoom(context, others, 'body.memberIds');
    if (body.kind === 'group' && others.length >= limits.groupMembers)
      throw ApiError.field('body.memberIds', `can have ${limits.groupMembers - 1} people at most`);
    if (body.kind === 'group')
      await requireUnblockedBy(tx, others, userId, { field: 'body.memberIds', ids: body.memberIds });
    if (body.kind === 'public') await requireFreeName(context, body.name, body.id);
    const channel = await insertChannel(context, {
      id: body.id,
      kind: body.kind,
      name: body.name,
      description: 'description' in body ? body.description : '',
      direct_key: null,
      created_by: userId,
    });
    return populate(context, channel, userId, others);
  },
);

const directKeyOf = (one: UserId, other: UserId): string => [one, other].sort().join(':');

/** The conversation of two people exists once, whoever asks for it and however often. */
async function openDirect(
  context: CommitContext,
  caller: Caller,
  id: ChannelId,
  otherId: UserId,
): Promise<ChannelView> {
  const { tx } = context;
  if (otherId === caller.userId) throw ApiError.field('body.userId', 'is yourself');
  const directKey = directKeyOf(caller.userId, otherId);
  const existing = await tx
    .selectFrom('channels')
    .selectAll()
    .where('direct_key', '=', directKey)
    .executeTakeFirst();
  if (existing) return viewChannel(tx, caller.userId, existing);
  await requireOwnRoom(context, caller.userId);
  await requirePeople(context, [otherId], 'body.userId');
  await requireRoom(context, [otherId], 'body.userId');
  if (caller.role === 'guest' && !(await visibleUserIds(tx, caller.userId)).includes(otherId))
    throw ApiError.field('body.userId', 'is nobody of this workspace');
  await requireNoBlock(tx, caller.userId, otherId, 'body.userId');
  const channel = await insertChannel(context, {
    id,
    kind: 'direct',
    name: '',
    description: '',
    direct_key: directKey,
    created_by: caller.userId,
  });
  return populate(context, channel, caller.userId, [otherId]);
}

function insertChannel(
  context: CommitContext,
  values: Pick<ChannelRow, 'id' | 'kind' | 'name' | 'description' | 'direct_key' | 'created_by'>,
): Promise<ChannelRow> {
  return context.tx
    .insertInto('channels')
    .values({
      ...values,
      workspace_id: context.workspaceId,
      created_at: context.now,
      member_count: 0,
      version: context.nextSeq,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function populate(
  context: CommitContext,
  empty: ChannelRow,
  ownerId: UserId,
  others: readonly UserId[],
): Promise<ChannelView> {
  let channel = await addMember(context, empty, ownerId, 'owner');
  for (const id of others)
    channel = await addMember(context, channel, id, empty.kind === 'direct' ? 'owner' : 'member');
  return viewChannel(context.tx, ownerId, channel);
}
