import * as z from 'zod';
import { Channel, ChannelMember, Membership, channelId } from '../channels/schemas.ts';
import { index, moment } from '../schema.ts';
import { Message } from '../messages/schemas.ts';
import { Presence } from '../presence/schemas.ts';
import { Me, User, userId } from '../users/schemas.ts';
import { Workspace } from '../workspaces/schemas.ts';

const seq = z.number().int().positive().max(Number.MAX_SAFE_INTEGER).meta({
  description:
    'Place in the event log of the workspace. A reader sees only its part of the log, so holes mean nothing.',
});

/** An event of the log: kept, numbered, replayed to whoever was away. */
function logged<T extends string, D extends z.ZodType>(type: T, data: D, description: string) {
  return z
    .strictObject({ type: z.literal(type), seq, at: moment('When it happened.'), data })
    .meta({ id: `Event.${type}`, description });
}

/** An event of the moment: sent to those who listen, never kept. */
function ephemeral<T extends string, D extends z.ZodType>(type: T, data: D, description: string) {
  return z.strictObject({ type: z.literal(type), data }).meta({ id: `Event.${type}`, description });
}

/** The events of the log, by the people they go to: the whole workspace, the members of a channel, one person. */
export const loggedEvents = {
  'workspace.updated': logged(
    'workspace.updated',
    z.strictObject({ workspace: Workspace }),
    'To everybody: the workspace has new properties.',
  ),
  'user.joined': logged(
    'user.joined',
    z.strictObject({ user: User }),
    'To everybody: somebody joined the workspace.',
  ),
  'user.updated': logged(
    'user.updated',
    z.strictObject({ user: User }),
    'To everybody: somebody changed their profile, or their role was changed.',
  ),
  'user.removed': logged(
    'user.removed',
    z.strictObject({ user: User }),
    'To everybody: somebody left the workspace or was removed.',
  ),

  'channel.updated': logged(
    'channel.updated',
    z.strictObject({ channel: Channel }),
    'To the members: name, description or archived state changed.',
  ),
  'channel.read': logged(
    'channel.read',
    z.strictObject({ channelId, userId, lastReadIndex: index('How far they have read.') }),
    'To the members of a small channel: somebody has read up to here.',
  ),
  'member.added': logged(
    'member.added',
    z.strictObject({ channel: Channel, member: ChannelMember, user: User }),
    'To the members: somebody is a member now. To that person it is the news of the channel.',
  ),
  'member.updated': logged(
    'member.updated',
    z.strictObject({ member: ChannelMember }),
    'To the members: somebody has another role, or is silenced until another moment.',
  ),
  'member.removed': logged(
    'member.removed',
    z.strictObject({ channelId, userId, memberCount: z.number().int().nonnegative() }),
    'To the members and the person: somebody is no member any more. To that person it is the last event of the channel.',
  ),
  'message.created': logged(
    'message.created',
    z.strictObject({ message: Message }),
    'To the members: a new message.',
  ),
  'message.edited': logged(
    'message.edited',
    z.strictObject({ message: Message }),
    'To the members: a message has a new text.',
  ),
  'message.deleted': logged(
    'message.deleted',
    z.strictObject({ message: Message }),
    'To the members: a message is a tombstone now.',
  ),

  'membership.updated': logged(
    'membership.updated',
    z.strictObject({ membership: Membership }),
    'To one person: their read mark or preferences in a channel changed, perhaps on another device; or they were silenced there; or other mentions count, by a block.',
  ),
  'me.updated': logged(
    'me.updated',
    z.strictObject({ me: Me }),
    'To one person: their own profile, their settings, whom they have blocked or how many reports are open changed.',
  ),
} as const;

export const ephemeralEvents = {
  typing: ephemeral(
    'typing',
    z.strictObject({ channelId, userId, typing: z.boolean() }),
    'To the members: somebody is typing, or has stopped.',
  ),
  presence: ephemeral(
    'presence',
    z.strictObject({
      changes: z.array(Presence).readonly(),
      complete: z.literal(true).optional().meta({
        description: 'Everybody who is not named is offline. Sent after `live`, unless very many are there.',
      }),
    }),
    'To everybody who may see them: people came, went or stepped away.',
  ),
} as const;

/** What steers the stream itself. */
export const controlEvents = {
  hello: ephemeral(
    'hello',
    z.strictObject({
      connectionId: z.string().meta({ description: 'Names this connection, for `presence.set`.' }),
      epoch: z.string().meta({
        description:
          'Identity of the log. It changes when the log is replaced, as after a restore from a backup.',
      }),
      cursorPrefix: z
        .string()
        .meta({ description: 'A cursor of this reader is this prefix followed by the id of a frame.' }),
      heartbeatSeconds: z.number().positive().meta({ description: 'Something comes at least this often.' }),
      serverTime: moment('The clock of the server.'),
      natsUrl: z.string().optional().meta({
        description: 'This reader may have the events over NATS too, at this address: see `events.nats`.',
      }),
    }),
    'The first frame of every stream.',
  ),
  live: ephemeral(
    'live',
    z.strictObject({
      seq: z.number().int().nonnegative().meta({ description: 'Everything up to this seq has been sent.' }),
      replayed: z.number().int().nonnegative().meta({ description: 'How many events were replayed.' }),
    }),
    'The replay ends here; what follows is live.',
  ),
  heartbeat: ephemeral(
    'heartbeat',
    z.strictObject({
      seq: z.number().int().nonnegative().meta({
        description:
          'Everything up to this seq has been sent or was not for this reader: the cursor may move on to it.',
      }),
      frames: z.number().int().nonnegative().meta({
        description:
          'Frames with an id that this connection has been sent. A reader that has counted fewer has lost one and must resume.',
      }),
    }),
    'Sent when nothing else was, so that a dead connection is seen.',
  ),
  reset: ephemeral(
    'reset',
    z.strictObject({
      reason: z.enum(['epoch', 'expired', 'ahead', 'owner']).meta({
        description:
          "`epoch`: another log; `expired`: too far behind; `ahead`: the cursor is from the future; `owner`: the cursor is somebody else's.",
      }),
    }),
    'The stream cannot go on from the given cursor: take a new snapshot. Last frame of the stream.',
  ),
  goodbye: ephemeral(
    'goodbye',
    z.strictObject({
      reason: z.enum(['session_revoked', 'removed', 'server_stopping', 'too_slow', 'access_changed']).meta({
        description:
          '`session_revoked` and `removed`: do not come back. `server_stopping`: come back after the wait. `too_slow`, and `access_changed` when what you may see has changed: resume at once.',
      }),
      retryAfterSeconds: z
        .number()
        .nonnegative()
        .meta({ description: 'Wait a random part of this time, so that not all come back at once.' }),
    }),
    'The server ends the stream. Last frame.',
  ),
} as const;

const all = { ...loggedEvents, ...ephemeralEvents, ...controlEvents };
type Values<T> = T[keyof T];

export const LoggedEvent = z.discriminatedUnion(
  'type',
  Object.values(loggedEvents) as unknown as [Values<typeof loggedEvents>, ...Values<typeof loggedEvents>[]],
);
export const StreamEvent = z.discriminatedUnion(
  'type',
  Object.values(all) as unknown as [Values<typeof all>, ...Values<typeof all>[]],
);
