/** What a block keeps two people from. */
import type { UserId } from '@fechatter/protocol';
import { Refusal } from './refusal.ts';
import type { ChannelRow, WorkspaceState } from './state.ts';

const hasBlocked = (state: WorkspaceState, userId: UserId, otherId: UserId): boolean =>
  state.people.get(userId)?.blocked.has(otherId) === true;

/** Refuses what two people do not do with each other while one of them has blocked the other. */
export function requireNoBlock(state: WorkspaceState, one: UserId, other: UserId, field?: string): void {
  if (!hasBlocked(state, one, other) && !hasBlocked(state, other, one)) return;
  const message = 'has blocked you, or you them';
  throw new Refusal('blocked', undefined, field === undefined ? [] : [{ field, message }]);
}

/** The same for a conversation of two. */
export function requireUnblocked(state: WorkspaceState, { kind, members }: ChannelRow): void {
  const [one, other] = members.keys();
  if (kind === 'direct' && one !== undefined && other !== undefined) requireNoBlock(state, one, other);
}

/** Nobody of the people whom somebody names may have blocked them. `named`: as the request has them. */
export function requireUnblockedBy(
  state: WorkspaceState,
  people: readonly UserId[],
  userId: UserId,
  named: { readonly field: string; readonly ids: readonly UserId[] },
): void {
  const fields = named.ids.flatMap((id, at) =>
    people.includes(id) && hasBlocked(state, id, userId)
      ? [{ field: `${named.field}.${at}`, message: 'has blocked you' }]
      : [],
  );
  if (fields.length > 0) throw new Refusal('blocked', undefined, fields);
}
