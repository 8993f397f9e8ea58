/**
 * Light checks of what comes from outside. They look at the members that the client computes with, so that
 * nothing malformed gets into its state; unknown members and unknown event types pass.
 */
import type { RouteName, StreamEvent } from '@fechatter/protocol';

export type Guard = (value: unknown) => boolean;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const string: Guard = (value) => typeof value === 'string';
const boolean: Guard = (value) => typeof value === 'boolean';
export const count: Guard = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const number: Guard = (value) => typeof value === 'number' && value >= 0;
export const list =
  (item: Guard): Guard =>
  (value) =>
    Array.isArray(value) && value.every(item);
const nullable =
  (guard: Guard): Guard =>
  (value) =>
    value === null || guard(value);
export const shape =
  (members: Readonly<Record<string, Guard>>): Guard =>
  (value) =>
    isRecord(value) && Object.keys(members).every((name) => members[name]?.(value[name]));

export const user = shape({ id: string, name: string, version: count });
export const me = shape({
  user,
  settings: isRecord,
  blockedIds: list(string),
  openReports: count,
  version: count,
});
export const workspace = shape({ id: string, slug: string, version: count });
export const channel = shape({
  id: string,
  kind: string,
  lastIndex: count,
  memberCount: count,
  version: count,
});
export const member = shape({ channelId: string, userId: string, lastReadIndex: count, version: count });
export const membership = shape({
  channelId: string,
  lastReadIndex: count,
  unreadMentions: list(count),
  version: count,
});
export const message = shape({
  id: string,
  channelId: string,
  timelineId: string,
  index: count,
  authorId: string,
  text: string,
  mentions: list(string),
  version: count,
});
const presence = shape({ userId: string, state: string });
export const summary = shape({ workspace, role: string });
const account = shape({ userId: string, workspaces: list(summary) });
export const view = shape({ channel, membership: nullable(membership) });

/** Whether a value is a session, as the server gives it and the storage keeps it. */
export const isSession = shape({
  accessToken: string,
  accessTokenExpiresAt: string,
  refreshToken: string,
  serverTime: string,
  account,
});

export const page = (item: Guard): Guard => shape({ items: list(item) });

/** The checks of the answers that every chat gets; those of the others are loaded with their addresses. */
export const replyGuards: { readonly [K in RouteName]?: Guard } = {
  'auth.signIn': isSession,
  'auth.host': isSession,
  'auth.refresh': isSession,
  'workspaces.list': page(summary),
  'workspaces.snapshot': shape({
    cursor: string,
    workspace,
    me,
    channels: list(channel),
    memberships: list(membership),
    users: list(user),
    presence: list(presence),
  }),
  'users.list': page(user),
  'channels.read': membership,
  'channels.members': shape({ items: list(member), users: list(user) }),
  'messages.list': shape({ items: list(message), lastIndex: count, users: list(user) }),
  'messages.send': message,
  'messages.edit': message,
  'messages.delete': message,
};

const eventGuards: { readonly [K in StreamEvent['type']]: Guard } = {
  hello: shape({ connectionId: string, cursorPrefix: string, heartbeatSeconds: number }),
  live: shape({ seq: count }),
  heartbeat: shape({ seq: count, frames: count }),
  reset: isRecord,
  goodbye: shape({ reason: string, retryAfterSeconds: number }),
  typing: shape({ channelId: string, userId: string, typing: boolean }),
  presence: shape({ changes: list(presence) }),
  'workspace.updated': shape({ workspace }),
  'user.joined': shape({ user }),
  'user.updated': shape({ user }),
  'user.removed': shape({ user }),
  'channel.updated': shape({ channel }),
  'channel.read': shape({ channelId: string, userId: string, lastReadIndex: count }),
  'member.added': shape({ channel, member, user }),
  'member.updated': shape({ member }),
  'member.removed': shape({ channelId: string, userId: string, memberCount: count }),
  'message.created': shape({ message }),
  'message.edited': shape({ message }),
  'message.deleted': shape({ message }),
  'membership.updated': shape({ membership }),
  'me.updated': shape({ me }),
};

/** An event of the log is named by what it tells of and what has become of that; the others by one word. */
const isLogged = (type: string): boolean => type.includes('.');

/**
 * Takes what came as one frame for an event: `null` for an event of an unknown type, `undefined` for
 * something that is no event of the protocol.
 */
export function readEvent(value: unknown): StreamEvent | null | undefined {
  if (!isRecord(value) || typeof value['type'] !== 'string') return undefined;
  const { type } = value;
  if (!Object.hasOwn(eventGuards, type)) return null;
  if (isLogged(type) && !count(value['seq'])) return undefined;
  return eventGuards[type as StreamEvent['type']](value['data'])
    ? (value as unknown as StreamEvent)
    : undefined;
}
