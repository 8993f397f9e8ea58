import type { Snapshot, UserId } from '@fechatter/protocol';
import { toChannel, toMembership } from './channel-presenters.ts';
import { cursorPrefix } from './cursor.ts';
import { toMe } from './people.ts';
import type { Handlers } from './router.ts';
import type { WorkspaceState } from './state.ts';
import type { EventStreams } from './streams.ts';
import { maySeeUser } from './visibility.ts';

/** The whole state of a workspace for one person, and the cursor of that moment. */
export function snapshotOf(state: WorkspaceState, streams: EventStreams, userId: UserId): Snapshot {
  const me = state.person(userId);
  const own = [...state.channels.values()].flatMap((channel) => {
    const member = channel.members.get(userId);
    return member === undefined
      ? []
      : [{ channel: toChannel(channel), membership: toMembership(state, channel, member) }];
  });
  const met = new Set([userId, ...own.flatMap(({ channel }) => channel.memberIds ?? [])]);
  return {
    cursor: cursorPrefix(state, userId) + String(state.log.head),
    workspace: state.workspace,
    me: toMe(state, me),
    channels: own.map(({ channel }) => channel),
    memberships: own.map(({ membership }) => membership),
    users: [...met].flatMap((id) => state.people.get(id)?.user ?? []),
    presence: streams.presence.filter((presence) => maySeeUser(state, userId, presence.userId)),
  };
}

export const workspaceHandlers: Required<Pick<Handlers, 'workspaces.list' | 'workspaces.snapshot'>> = {
  'workspaces.list': ({ sessions, userId, sessionId }) => ({
    items: sessions.account({ userId, sessionId }).workspaces,
  }),
  'workspaces.snapshot': ({ state, streams, userId }) => snapshotOf(state, streams, userId),
};
