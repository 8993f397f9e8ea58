import type {
  ChannelId,
  EphemeralEvent,
  LoggedEvent,
  Me,
  Message,
  PresenceState,
  Presence,
  UserId,
} from '@fechatter/protocol';
import {
  newMembership,
  withChannel,
  withMembership,
  withoutMember,
  withoutMention,
  withTyping,
} from '../channels/channel-state.ts';
import {
  updateChannel,
  withEditedMessage,
  withJoined,
  withNewMessage,
  withoutChannel,
  withUsers,
  withView,
  type SyncedState,
} from './synced-state.ts';

/** Deletions that are kept in mind for each channel, should the news of the creation come after. */
const KEPT_DELETIONS = 200;

/**
 * The state after an event. Pure, and idempotent: an event that was applied before, here or by the reply to
 * a call or by a snapshot, changes nothing.
 */
export function applyEvent(state: SyncedState, event: LoggedEvent | EphemeralEvent): SyncedState {
  const { me: self } = state.view;
  const me = self?.user.id;
  switch (event.type) {
    case 'workspace.updated': {
      const { workspace } = event.data;
      return workspace.version > (state.view.workspace?.version ?? -1)
        ? withView(state, { workspace })
        : state;
    }
    case 'user.joined':
    case 'user.updated':
      return withUsers(state, [event.data.user]);
    case 'user.removed':
      return withPresence(withUsers(state, [event.data.user]), [
        { userId: event.data.user.id, state: 'offline' },
      ]);
    case 'me.updated':
      return withMe(state, event.data.me);
    case 'channel.updated':
      return updateChannel(state, event.data.channel.id, (known) => withChannel(known, event.data.channel));
    case 'channel.read':
      // The caller's own mark comes with `membership.updated`; that of the others is shown in the timeline.
      return state;
    case 'member.added': {
      const { channel, member, user } = event.data;
      const known = withUsers(state, [user]);
      if (member.userId === me) return withJoined(known, channel, newMembership(channel, member));
      return updateChannel(known, channel.id, (current) => withChannel(current, channel));
    }
    case 'member.updated': {
      const { member } = event.data;
      if (member.userId !== me) return state;
      return updateChannel(state, member.channelId, (known) =>
        withMembership(known, {
          ...known.membership,
          role: member.role,
          version: Math.max(member.version, known.membership.version),
        }),
      );
    }
    case 'member.removed': {
      const { channelId, userId, memberCount } = event.data;
      if (userId === me) return withoutChannel(state, channelId, event.seq);
      return updateChannel(state, channelId, (known) => withoutMember(known, userId, memberCount, event.seq));
    }
    case 'membership.updated': {
      const { membership } = event.data;
      return updateChannel(state, membership.channelId, (known) => withMembership(known, membership));
    }
    case 'message.created':
      return withNewMessage(state, event.data.message, event.seq);
    case 'message.edited':
      return withEditedMessage(state, event.data.message, event.seq);
    case 'message.deleted':
      return withDeletedMessage(state, event.data.message);
    case 'typing':
      if (event.data.userId === me) return state;
      return updateChannel(state, event.data.channelId, (known) =>
        withTyping(
          known,
          event.data.userId,
          event.data.typing && self?.blockedIds.includes(event.data.userId) !== true,
        ),
      );
    case 'presence':
      return withPresence(
        state,
        event.data.complete ? allOffline(state, event.data.changes) : event.data.changes,
      );
  }
}

/** Takes a newer copy of the caller. What others see of them may be known from a newer one still. */
export function withMe(state: SyncedState, me: Me): SyncedState {
  const next = withUsers(state, [me.user]);
  return me.version > (state.view.me?.version ?? -1)
    ? withView(next, { me: { ...me, user: next.view.users.get(me.user.id) ?? me.user } })
    : next;
}

/** A message is a tombstone now. */
export function withDeletedMessage(state: SyncedState, message: Message): SyncedState {
  const next = updateChannel(state, message.channelId, (known) => withoutMention(known, message.index));
  const known = state.deleted.get(message.channelId);
  if (known?.has(message.index) === true) return next;
  const indexes = [...(known ?? []), message.index].slice(-KEPT_DELETIONS);
  return {
    ...next,
    deleted: new Map<ChannelId, ReadonlySet<number>>(state.deleted).set(message.channelId, new Set(indexes)),
  };
}

/** The presence of some, and that everybody else is offline. */
function allOffline(state: SyncedState, named: readonly Presence[]): Presence[] {
  const others = new Set(state.view.presence.keys());
  for (const { userId } of named) others.delete(userId);
  return [...Array.from(others, (userId) => ({ userId, state: 'offline' as const })), ...named];
}

function withPresence(state: SyncedState, changes: readonly Presence[]): SyncedState {
  let presence: Map<UserId, PresenceState> | null = null;
  for (const change of changes) {
    const known = (presence ?? state.view.presence).get(change.userId) ?? 'offline';
    if (known === change.state) continue;
    presence ??= new Map(state.view.presence);
    if (change.state === 'offline') presence.delete(change.userId);
    else presence.set(change.userId, change.state);
  }
  return presence === null ? state : withView(state, { presence });
}
