import type {
  Channel,
  ChannelId,
  ChannelView,
  Membership,
  Message,
  Snapshot,
  User,
  UserId,
  PresenceState,
} from '@fechatter/protocol';
import type { ChannelState } from '../channels/api.ts';
import {
  channelState,
  withChannel,
  withEdited,
  withMembership,
  withMessage,
} from '../channels/channel-state.ts';
import type { WorkspaceState } from './api.ts';

/** What the application sees of the workspace, and what is kept beside it to take old news for what they are. */
export interface SyncedState {
  readonly view: WorkspaceState;
  /**
   * Null while many changes are made at once: then the channels are copied at the first of them, and are this map
   * from then on, which the next ones change in place. Undefined: every change makes a copy.
   */
  readonly draft?: Map<ChannelId, ChannelState> | null;
  /** Channels that the caller left or was removed from, with the version up to which news of them are old. */
  readonly removed: ReadonlyMap<ChannelId, number>;
  /** Messages that are known to be deleted although the news of their creation has not come yet. */
  readonly deleted: ReadonlyMap<ChannelId, ReadonlySet<number>>;
}

export const emptyState: SyncedState = {
  view: { workspace: null, me: null, channels: new Map(), users: new Map(), presence: new Map() },
  removed: new Map(),
  deleted: new Map(),
};

/** Takes a snapshot in place of everything that was known. */
export function fromSnapshot(snapshot: Snapshot): SyncedState {
  const channels = new Map<ChannelId, ChannelState>();
  const byId = new Map(snapshot.channels.map((channel) => [channel.id, channel]));
  for (const membership of snapshot.memberships) {
    const channel = byId.get(membership.channelId);
    if (channel !== undefined) channels.set(channel.id, channelState(channel, membership));
  }
  return {
    ...emptyState,
    view: {
      workspace: snapshot.workspace,
      me: snapshot.me,
      channels,
      users: new Map([...snapshot.users, snapshot.me.user].map((user): [UserId, User] => [user.id, user])),
      presence: new Map(
        snapshot.presence.map(({ userId, state }): [UserId, PresenceState] => [userId, state]),
      ),
    },
  };
}

/** Changes what the application sees; the state keeps its identity when nothing changed. */
export function withView(state: SyncedState, change: Partial<WorkspaceState>): SyncedState {
  const changed = (Object.keys(change) as (keyof WorkspaceState)[]).some(
    (key) => !Object.is(change[key], state.view[key]),
  );
  return changed ? { ...state, view: { ...state.view, ...change } } : state;
}

/** Changes one channel of the caller, if it is one. */
export function updateChannel(
  state: SyncedState,
  id: ChannelId,
  change: (channel: ChannelState) => ChannelState,
): SyncedState {
  const current = state.view.channels.get(id);
  if (current === undefined) return state;
  const next = change(current);
  if (next === current) return state;
  if (state.draft === undefined)
    return withView(state, { channels: new Map(state.view.channels).set(id, next) });
  const draft = state.draft === state.view.channels ? state.draft : new Map(state.view.channels);
  draft.set(id, next);
  return { ...state, draft, view: { ...state.view, channels: draft } };
}

/** Takes newer copies of people; the caller's own is also that in `me`. */
export function withUsers(state: SyncedState, users: Iterable<User>): SyncedState {
  let known: Map<UserId, User> | null = null;
  let { me } = state.view;
  for (const user of users) {
    const current = (known ?? state.view.users).get(user.id);
    if (current !== undefined && current.version >= user.version) continue;
    known ??= new Map(state.view.users);
    known.set(user.id, user);
    if (me?.user.id === user.id && user.version > me.user.version) me = { ...me, user };
  }
  return known === null ? state : withView(state, { users: known, me });
}

/** Takes a channel that the caller belongs to, unless it is known that they were removed since. */
export function withJoined(state: SyncedState, channel: Channel, membership: Membership): SyncedState {
  if (membership.version <= (state.removed.get(channel.id) ?? -1)) return state;
  if (state.view.channels.has(channel.id))
    return updateChannel(state, channel.id, (known) =>
      withMembership(withChannel(known, channel), membership),
    );
  return withView(state, {
    channels: new Map(state.view.channels).set(channel.id, channelState(channel, membership)),
  });
}

export function withChannelView(state: SyncedState, { channel, membership }: ChannelView): SyncedState {
  return membership === null
    ? updateChannel(state, channel.id, (known) => withChannel(known, channel))
    : withJoined(state, channel, membership);
}

/** The caller is no member any more, as of this version. */
export function withoutChannel(state: SyncedState, id: ChannelId, version: number): SyncedState {
  if (version <= (state.removed.get(id) ?? -1)) return state;
  const removed = new Map(state.removed).set(id, version);
  const current = state.view.channels.get(id);
  // Added again since: the removal is old news.
  if (current === undefined || current.membership.version > version) return { ...state, removed };
  const channels = new Map(state.view.channels);
  channels.delete(id);
  return withView({ ...state, removed }, { channels });
}

/** A message stands in its timeline, said by its event or by the reply to its sender. */
export function withNewMessage(state: SyncedState, message: Message, seq: number): SyncedState {
  const { me } = state.view;
  if (me === null) return state;
  const deleted = state.deleted.get(message.channelId)?.has(message.index) ?? false;
  return updateChannel(state, message.channelId, (channel) =>
    withMessage(channel, message, seq, me, deleted),
  );
}

/** A message has another text, said by its event. */
export function withEditedMessage(state: SyncedState, message: Message, seq: number): SyncedState {
  const { me } = state.view;
  if (me === null) return state;
  const deleted = state.deleted.get(message.channelId)?.has(message.index) ?? false;
  return updateChannel(state, message.channelId, (channel) => withEdited(channel, message, seq, me, deleted));
}
